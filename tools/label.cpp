// label: energies, forces and virials of given frames, by any potential.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "atoms/number_column.hpp"
#include "base/error.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "io/frame_pipeline.hpp"
#include "label/ase.hpp"
#include "label/external.hpp"
#include "label/serve.hpp"
#include "potential/committee_spread.hpp"
#include "potential/evaluator.hpp"
#include "potential/frame_watch.hpp"
#include "potential/near_atoms.hpp"
#include "potential/registry.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string frames = "-";
  std::string potential, on_extrapolation, serve;
  label::ExternalOptions external;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  cli::Parser parser{"label", "Compute energies, forces and virials of frames."};
  parser.positional(options.frames, "FILE", "frames in extended XYZ")
      .potential(options.potential, false)
      .on_extrapolation(options.on_extrapolation)
      .option("serve", options.serve, "ADDRESS",
              "serve a driver that moves the atoms of FILE's first frame, by the i-PI protocol: unix:NAME, PORT of "
              "this machine or HOST:PORT")
      .threads()
      .output(options.output)
      .rewrites()
      .description(
          "Each frame gets energy, forces and site energies, and a stress if its cell has a volume; they replace "
          "existing labels. A site sample gets only its site energy. With a committee each atom gets the spread of its "
          "force and, if the fit calibrated it, the expected error of a force component, force_error.")
      .example("label --potential Si.sw si.xyz > labelled.xyz")
      .example("label --command 'label --potential Si.sw' --jobs 2 si.xyz > labelled.xyz")
      .example("label --potential lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift argon.xyz > labelled.xyz");
  declare(parser, options.external);
  parser.read(arguments);
  finish(parser, options.external, !options.potential.empty());
  if (!options.serve.empty()) {
    if (options.potential.empty()) fail_usage("--serve is for --potential");
    if (parser.given("output")) fail_usage("--output cannot be combined with --serve");
  }
  return options;
}

// Who asks for core repulsion has collisions in mind.
bool collides(const Options& options) { return options.potential.find("zbl:") != std::string::npos; }

potential::FrameWatch watch_of(const potential::Potential& potential, const Options& options) {
  return {potential, potential::on_extrapolation_of(options.on_extrapolation), !collides(options), cli::warn};
}

void run_partner(const potential::Potential& potential, const Options& options) {
  io::FrameReader frames{options.frames};
  Frame start;
  if (!frames.next(start)) fail("{}: no frame, expected one that names the atoms", options.frames);
  auto watch = watch_of(potential, options);
  label::serve(potential, options.serve, std::move(start), watch);
  watch.conclude("configurations");
}

// The spread of each atom's force, and the error of its components that the fit of the committee expects of that.
void add_expected_errors(const potential::Committee& committee, const potential::Evaluator& evaluator, Frame& frame) {
  if (frame.site_energy) return;
  const auto spread = potential::committee_spread(committee, evaluator);
  set_number_column(frame, "spread", spread.atoms);
  const auto dispute = committee.dispute();
  if (!(dispute.factor > 0)) return;
  std::vector<double> expected;
  for (std::size_t i = 0; i < spread.atoms.size(); ++i) expected.push_back(spread.expected(i, dispute));
  set_number_column(frame, "force_error", expected);
}

// What comes of a frame.
struct Labelled {
  std::optional<potential::Evaluator> evaluator;
  std::string text, near;
  potential::FrameWatch::Look look;
};

// Labels frames by a potential: label() on any thread, write() in their order.
class Labels {
 public:
  Labels(const Options& options, const potential::Potential& potential)
      : x_potential{potential},
        x_output{options.output.path},
        x_collides{collides(options)},
        x_watch{watch_of(potential, options)},
        x_committee{potential::committee_of(potential)} {}

  void label(io::Piece<Labelled>& piece) const {
    Frame& frame = piece.frame;
    auto& [evaluator, text, near, look] = piece.result;
    if (!evaluator) evaluator.emplace(x_potential);
    with_place([&] { return piece.place; }, [&] { potential::label(frame, *evaluator); });
    if (x_committee != nullptr) add_expected_errors(*x_committee, *evaluator, frame);
    x_output.text_of(frame, piece.number - 1, text);
    near = x_collides ? "" : potential::near_atoms(*evaluator, x_potential.units());
    look = x_watch.look(*evaluator, frame);
  }

  // False where the stream is to end.
  bool write(const io::Piece<Labelled>& piece) {
    const auto& found = piece.result;
    x_output.write_text(found.text);
    x_output.flush();  // who asks frame by frame waits for it
    x_frames = piece.number;
    if (!found.near.empty() && x_near_frames++ == 0) cli::warn(fmt::format("{}: {}", piece.place, found.near));
    x_progress.update(x_frames);
    return x_watch.judge(piece.place, found.look);
  }

  void close() {
    x_output.close();
    if (x_near_frames > 1) cli::warn(fmt::format("atoms are as near in {} of {} frames", x_near_frames, x_frames));
    x_watch.conclude("frames");
  }

 private:
  const potential::Potential& x_potential;
  io::FrameWriter x_output;
  bool x_collides;  // who asks for core repulsion has collisions in mind
  potential::FrameWatch x_watch;
  const potential::Committee* x_committee;
  cli::Progress x_progress{"label", "frames", 0};
  std::size_t x_frames = 0, x_near_frames = 0;
};

void run(const Options& options) {
  if (options.external.is_ase()) {
    return label::run_ase(options.external.calculator.substr(4), options.frames, options.output.path);
  }
  if (options.external.any()) return run_external(options.external, options.frames, options.output.path);
  const auto potential = potential::load(options.potential);
  if (!options.serve.empty()) return run_partner(*potential, options);
  io::FrameReader frames{options.frames};
  Labels labels{options, *potential};
  Pipeline<io::Piece<Labelled>>{}.run(
      io::FramePieces{frames}, [&](auto& piece) { labels.label(piece); },
      [&](const auto& piece) { return labels.write(piece); });
  labels.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
