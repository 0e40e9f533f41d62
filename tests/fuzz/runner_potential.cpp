// RuNNer's input.nn, scaling.data and weights.014.data, one after the other with a line of "====" between.
#include <cstdlib>
#include <filesystem>

#include "fuzz.hpp"
#include "io/output.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/neural/network_potential.hpp"

namespace {

void put(const std::string& path, std::string_view bytes) {
  nnpipe::io::Output output{path};
  output.write(bytes);
  output.close();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string folder = [] {
    std::string name = "/dev/shm/nnpipe-fuzz-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }();
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  for (const char* name : {"input.nn", "scaling.data", "weights.014.data"}) {
    const auto mark = rest.find("====\n");
    put(folder + "/" + name, rest.substr(0, mark));
    rest.remove_prefix(mark == std::string_view::npos ? rest.size() : mark + 5);
  }
  try {
    const auto units = nnpipe::io::find_runner_units("angstrom-ev");
    nnpipe::potential::make_potential(nnpipe::potential::read_runner(folder, *units));
  } catch (const nnpipe::Error&) {
  }
  for (const char* name : {"input.nn", "scaling.data", "weights.014.data"})
    std::filesystem::remove(folder + "/" + name);
  return 0;
}
