#include "train/checkpoint.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "io/state_file.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

constexpr std::string_view magic = "nnpipe-checkpoint 3";

std::string line_of(io::Input& input) {
  std::string_view text;
  if (!input.line(text)) fail("{}: the checkpoint is not complete", input.name());
  return std::string{text};
}

}  // namespace

Checkpoint::Checkpoint(CheckpointOptions options, std::string fit)
    : x_options{std::move(options)}, x_fit{std::move(fit)}, x_last{std::chrono::steady_clock::now()} {}

std::string Checkpoint::restore() const {
  if (!wanted() || !io::state_file_exists(x_options.path)) return {};
  io::Input input{x_options.path};
  if (input.peek(magic.size()) != magic) fail("{}: is not a checkpoint of fit-mlp", input.name());
  line_of(input);
  if (line_of(input) != "fit " + x_fit) {
    fail("{}: is a checkpoint of another fit, with other data or options: remove it to begin anew", input.name());
  }
  const std::string hash = line_of(input);
  std::string bytes;
  char piece[4096];
  while (!input.at_end()) {
    const auto size = input.peek(sizeof piece).size();
    input.read(piece, size, "the checkpoint");
    bytes.append(piece, size);
  }
  if (hash != "state " + hash_of(bytes)) fail("{}: the checkpoint is damaged: its checksum does not fit", input.name());
  return bytes;
}

bool Checkpoint::due() const {
  if (!wanted()) return false;
  const double since = std::chrono::duration<double>(std::chrono::steady_clock::now() - x_last).count();
  double due = since >= x_options.seconds ? 1 : 0;
  share_from(0, {&due, 1});
  return due > 0;
}

void Checkpoint::save(const Archive& archive) {
  if (process_rank() != 0) return;
  io::Output output{x_options.path};
  output.write(fmt::format("{}\nfit {}\nstate {}\n", magic, x_fit, hash_of(archive.bytes())));
  output.write(archive.bytes());
  output.close();
  x_last = std::chrono::steady_clock::now();
}

void remove_checkpoint(const CheckpointOptions& options) {
  if (!options.path.empty() && process_rank() == 0) std::filesystem::remove(options.path);
}

}  // namespace nnpipe::train
