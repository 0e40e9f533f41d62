// energy POTENTIAL FRAMES: the energy of every frame by any potential nnpipe knows.
#include <fmt/core.h>
#include <io/extxyz.hpp>
#include <potential/evaluator.hpp>
#include <potential/registry.hpp>

int main(int, char** argv) {
  const auto potential = nnpipe::potential::load(argv[1]);
  nnpipe::potential::Evaluator evaluator{*potential};
  for (nnpipe::Frame& frame : nnpipe::io::FrameReader{argv[2]}) {
    nnpipe::potential::label(frame, evaluator);
    fmt::print("{}\n", *frame.energy);
  }
}
