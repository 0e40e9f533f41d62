// reformat on potentials: reads one of any kind, writes it as another.
#include "potentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/folder.hpp"
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
    fail_usage("a potential does not go into format {}, expected nnp, runner or kim", options.to);
  }
  io::Output output{options.output};
  potential::write_model(model, output);
  output.close();
}

constexpr std::string_view kim_library = "libkim-api-portable-model.so";

std::string bytes_of(const std::string& path) {
  std::string bytes(std::filesystem::file_size(path), '\0');
  io::Input{path}.read(bytes.data(), bytes.size(), path);
  return bytes;
}

// KIM takes names as C has them.
void check_kim_name(const std::string& name) {
  if (name.empty()) fail_usage("--to kim: expected --name NAME for the model");
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const bool good = letter(name[0]) &&
                    std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
  if (!good) fail_usage("--name: expected letters, digits and _ as in Si_nnp, got {}", nnpipe::quoted(name));
}

}  // namespace

void make_kim_model(const std::vector<std::string>& files, const PotentialOptions& options) {
  check_kim_name(options.name);
  const std::string library = find_library(std::string{"kim/"}.append(kim_library));
  if (library.empty()) {
    fail("this nnpipe was built without the KIM API: install libkim-api-dev (Debian) and build again");
  }
  if (options.output == "-") fail_usage("--to kim: expected -o FOLDER");
  std::vector<Element> elements;
  io::FolderWriters made;
  for (const auto& file : files) {
    io::Input input{file};
    for (auto& model : potential::read_models(input)) {
      std::vector<Element> own;
      for (const auto& part : model.elements) own.push_back(part.element);
      std::sort(own.begin(), own.end());
      if (model.kind == potential::InputKind::columns) fail("{}: fitted to columns of a table: no potential", file);
      expect_metal(model.units, file);
      if (!made.empty() && own != elements) fail("{}: its elements are not those of {}", file, files[0]);
      elements = own;
      made.emplace_back(fmt::format("member{:03}.nnp", made.size() + 1),
                        [model = std::move(model)](io::Output& output) { potential::write_model(model, output); });
    }
  }
  made.emplace_back(kim_library, [&](io::Output& output) { output.write(bytes_of(library)); });
  io::write_folder((std::filesystem::path{options.output} / options.name).string(), made);
}

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
