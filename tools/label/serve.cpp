// label --serve: energies and forces for a partner that moves the atoms, by the i-PI protocol.
#include "serve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "cli/program.hpp"
#include "io/ipi.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::label {

namespace {
constexpr double skin = 0.5;  // Å: configurations follow each other

// Whether atoms would be neighbours across a cell that a partner gives in a direction in which the frame is not
// periodic.
bool sees_images_left_out(const Frame& frame, double cutoff) {
  if (!(frame.cell.volume() > 0)) return false;
  for (int d = 0; d < 3; ++d) {
    if (frame.cell.periodic[static_cast<std::size_t>(d)]) continue;
    const auto [low, high] = std::ranges::minmax(
        frame.positions | std::views::transform([&](Vec3 r) { return frame.cell.fractional(r)[d]; }));
    if ((1 - (high - low)) * frame.cell.height(d) < cutoff) return true;
  }
  return false;
}

}  // namespace

void serve(const potential::Potential& potential, const std::string& address, Frame start,
           potential::FrameWatch& watch) {
  expect_metal(potential.units(), "--serve: the potential");
  potential::Evaluator evaluator{potential, skin};
  evaluator.set_atoms(start);
  io::IpiPartner partner{address};
  std::size_t count = 0;
  bool told = false;
  while (auto asked = partner.next(start.size())) {
    const std::string place = fmt::format("{}: configuration {}", address, ++count);
    with_place([&] { return place; },
               [&] {
                 start.cell.vectors = asked->cell;
                 start.cell.check();
                 start.positions = std::move(asked->positions);
                 evaluator.compute(start.cell, start.positions, {});
               });
    if (!told && sees_images_left_out(start, potential.cutoff())) {
      told = true;
      cli::warn(fmt::format(
          "{}: images in the partner's cell are within the cutoff, but left out: the frame that names the atoms is not "
          "periodic in that direction",
          place));
    }
    if (!watch.observe(place, evaluator, start)) break;
    partner.answer(evaluator.energy(), evaluator.forces(), evaluator.virial());
  }
}

}  // namespace nnpipe::label
