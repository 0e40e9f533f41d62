// reformat on potentials: reads one of any kind, writes it as another.
#include "potentials.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/provenance.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/neural/file.hpp"

namespace nnpipe::reformat {

namespace {

void write(potential::Model model, const PotentialOptions& options) {
  model.made_by = io::with_own_provenance(std::move(model.made_by));
  if (options.to == "runner") {
    potential::write_runner(model, options.output, options.units.value_or(io::runner_units().front()));
    return;
  }
  if (!options.to.empty() && options.to != "nnp") {
    fail_usage("format {} cannot hold a potential, expected nnp, runner or kim", options.to);
  }
  io::Output output{options.output};
  potential::write_model(model, output);
  output.close();
}

}  // namespace

bool is_potential_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) && !io::is_deepmd(path);
}

bool is_potential(io::Input& input) { return input.peek(13) == "nnp-potential"; }

void reformat_folder(const std::string& folder, const PotentialOptions& options) {
  if (!std::filesystem::exists(std::filesystem::path{folder} / "input.nn")) {
    fail("{}: a folder, expected a file, or a folder of RuNNer with input.nn", folder);
  }
  if (!options.units) {
    fail_usage("{}: files of RuNNer do not say their units, expected --units {}", folder,
               join(io::runner_unit_names(), " or --units "));
  }
  write(potential::read_runner(folder, *options.units), options);
}

void reformat_file(io::Input& input, const PotentialOptions& options) { write(potential::read_model(input), options); }

}  // namespace nnpipe::reformat
