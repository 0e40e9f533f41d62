#include "cli/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::cli {

namespace {

// What tells files apart: where they lie on the disk, or the path of one that is not there yet.
struct Identity {
  bool stream = false, exists = false, regular = false;
  dev_t device = 0;
  ino_t inode = 0;
  std::filesystem::path path;
};

Identity identity_of(const std::string& path, int stream) {
  Identity identity;
  identity.stream = path == "-";
  struct stat about {};
  identity.exists = (identity.stream ? ::fstat(stream, &about) : ::stat(path.c_str(), &about)) == 0;
  if (identity.exists) {
    identity.regular = S_ISREG(about.st_mode);
    identity.device = about.st_dev;
    identity.inode = about.st_ino;
  } else if (!identity.stream) {
    std::error_code error;
    identity.path = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
    if (error) identity.path = std::filesystem::path{path}.lexically_normal();
  }
  return identity;
}

// Devices and pipes may be written by several, and be read and written.
bool same_file(const Identity& a, const Identity& b) {
  if (a.exists && b.exists) return a.regular && b.regular && a.device == b.device && a.inode == b.inode;
  return !a.exists && !b.exists && !a.stream && !b.stream && a.path == b.path;
}

// Where an output is written until it is whole, if its program goes on with what a killed one left.
void check_not_part_of(const NamedFile& output, const NamedFile& other, int stream) {
  if (output.path == "-" || other.path == "-") return;
  if (!same_file(identity_of(output.path + ".part", STDOUT_FILENO), identity_of(other.path, stream))) return;
  fail_usage("{}: is where --{} is written until it is whole, expected another file, got {}",
             other.option.empty() ? "the input" : "--" + other.option, output.option, nnpipe::quoted(other.path));
}

// A fit may put its network into the place of the one it went on from.
bool may_replace(const NamedFile& output, const NamedFile& input, bool rewrites) {
  return output.option == "output" && (input.option.empty() ? rewrites : input.option == "start");
}

[[noreturn]] void fail_over_input(const std::string& output) {
  fail_usage("--output: would overwrite the input by something of another kind, expected another file, got {}",
             nnpipe::quoted(output));
}

}  // namespace

void check_not_over_input(const std::string& input, const std::string& output) {
  if (same_file(identity_of(output, STDOUT_FILENO), identity_of(input, STDIN_FILENO))) fail_over_input(output);
}

void check_files(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs, bool rewrites) {
  const NamedFile* first = nullptr;
  for (const auto& input : inputs) {
    if (input.path != "-") continue;
    const auto name = [](const NamedFile& file) {
      return file.option.empty() ? std::string{"the input"} : "--" + file.option;
    };
    if (first != nullptr && first->option.empty() && input.option.empty()) {
      fail_usage("standard input is read twice, expected '-' at most once");
    }
    if (first != nullptr) {
      fail_usage("{} and {} are both standard input, expected a file for one of them", name(*first), name(input));
    }
    first = &input;
  }
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const Identity identity = identity_of(output->path, STDOUT_FILENO);
    for (auto other = outputs.begin(); other != output; ++other) {
      const Identity there = identity_of(other->path, STDOUT_FILENO);
      if (identity.stream && there.stream) {
        fail_usage("--{} and --{} both go to standard output, expected one of them in a file", other->option,
                   output->option);
      }
      if (same_file(identity, there)) {
        fail_usage("--{} and --{} are one file, expected two, got {}", other->option, output->option,
                   nnpipe::quoted(output->path == "-" ? other->path : output->path));
      }
    }
    for (const auto& other : outputs) {
      if (&other != &*output) check_not_part_of(*output, other, STDOUT_FILENO);
    }
    for (const auto& input : inputs) {
      check_not_part_of(*output, input, STDIN_FILENO);
      if (may_replace(*output, input, rewrites) || !same_file(identity, identity_of(input.path, STDIN_FILENO)))
        continue;
      if (output->option == "output" && input.option.empty()) fail_over_input(output->path);
      fail_usage("--{}: would overwrite {}, expected another file, got {}", output->option,
                 input.option.empty() ? "the input" : "what --" + input.option + " reads",
                 nnpipe::quoted(output->path));
    }
  }
}

}  // namespace nnpipe::cli
