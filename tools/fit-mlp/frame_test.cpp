// fit-mlp: frames of a test labelled, compared and looked at.
#include "frame_test.hpp"

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "base/error.hpp"
#include "base/standard_streams.hpp"
#include "cli/program.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/range_watch.hpp"
#include "train/frames/structure_hash.hpp"

namespace nnpipe::fit_mlp {

FrameTest::FrameTest(const std::string& frames, const std::string& errors, const io::FrameKeys& keys)
    : x_frames{frames, keys}, x_name{frames} {
  x_frames.next(x_frame);
  x_table.emplace(errors, analysis::errors_header(x_frame.units));
}

void FrameTest::run(const std::vector<potential::Model>& models, const std::map<std::string, std::string>& structures) {
  const auto potential = potential::make_potential(models);  // the very one that its file will be
  potential::Evaluator evaluator{*potential};
  analysis::ErrorTable errors{potential->units(), analysis::usual_force_edges()};
  potential::RangeWatch watch{*potential, {}, [](const std::string&) {}};
  std::size_t frames = 0, known = 0;
  std::string example;
  do {
    ++frames;
    const auto met = structures.find(train::structure_hash(x_frame.cell, x_frame.positions, x_frame.elements));
    if (met != structures.end() && known++ == 0) example = fmt::format("{} is {}", x_frames.place(), met->second);
    with_place([&] { return x_frames.place(); },
               [&] {
                 Frame predicted = x_frame;
                 potential::label(predicted, evaluator);
                 errors.add({x_frame, predicted});
                 watch.observe(x_frames.place(), evaluator, x_frame);
               });
  } while (x_frames.next(x_frame));
  if (errors.empty()) fail("{}: no frame has energy, forces or stress: nothing to compare", x_name);
  errors.write(*x_table);
  x_table->close();
  if (known > 0) {
    cli::warn(fmt::format(
        "{}: {} of {} frames also occur in the training set, such as {}: their errors do not measure generalisation",
        x_name, known, frames, example));
  }
  for (const auto& remark : errors.remarks()) cli::warn(fmt::format("{}: {}", x_name, remark));
  if (const auto outside = watch.summary("frames"); !outside.empty()) cli::warn(outside);
  if (cli::Progress::wanted()) tell(fmt::format("fit-mlp: RMSE on {}: {}\n", x_name, errors.summary()));
}

}  // namespace nnpipe::fit_mlp
