// label: energies, forces and virials of given frames, by any potential.
#include "base/error.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "potential/evaluator.hpp"
#include "potential/registry.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string frames = "-";
  std::string potential;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  cli::Parser parser{"label", "Compute energies, forces and virials of frames with a potential."};
  parser.positional(options.frames, "FILE", "frames in extended XYZ")
      .potential(options.potential)
      .threads()
      .output(options.output)
      .description(
          "Each frame gets energy, forces and site energies, and a stress where its cell has a volume; what it had of "
          "them "
          "before is replaced. A site sample gets its site energy alone.")
      .example("label --potential Si.sw si.xyz > labelled.xyz")
      .example("label --potential lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift argon.xyz > labelled.xyz");
  parser.read(arguments);
  return options;
}

void run(const Options& options) {
  const auto potential = potential::load(options.potential);
  potential::Evaluator evaluator{*potential};
  io::FrameReader frames{options.frames};
  io::FrameWriter labelled{options.output.path};
  cli::Progress progress{"label", "frames", 0};
  for (Frame& frame : frames) {
    with_place([&] { return frames.place(); }, [&] { potential::label(frame, evaluator); });
    labelled.write(frame);
    progress.update(frames.frames());
  }
  labelled.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
