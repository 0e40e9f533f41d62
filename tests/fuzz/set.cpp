// Sets of symmetry functions (.sf): what is read and written again is the same.
#include "descriptor/set.hpp"

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto set = nnpipe::descriptor::parse_set_file({reinterpret_cast<const char*>(data), size}, "x.sf");
    if (!(nnpipe::descriptor::parse_set_file(nnpipe::descriptor::to_text(set), "again.sf") == set)) std::abort();
  } catch (const nnpipe::Error&) {
    return 0;
  }
  return 0;
}
