// label --serve: energies and forces for a partner that moves the atoms, by the i-PI protocol.
#include "serve.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "io/ipi.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::label {

namespace {
constexpr double skin = 0.5;  // Å: configurations follow each other
}

void serve(const potential::Potential& potential, const std::string& address, Frame start) {
  expect_metal(potential.units(), "--serve: the potential");
  potential::Evaluator evaluator{potential, skin};
  evaluator.set_atoms(start);
  io::IpiPartner partner{address};
  std::size_t count = 0;
  while (const auto asked = partner.next(start.size())) {
    ++count;
    with_place([&] { return fmt::format("{}: configuration {}", address, count); },
               [&] {
                 start.cell.vectors = asked->cell;
                 start.cell.check();
                 evaluator.compute(start.cell, asked->positions, {});
               });
    partner.answer(evaluator.energy(), evaluator.forces(), evaluator.virial());
  }
}

}  // namespace nnpipe::label
