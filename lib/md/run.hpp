// A run: steps of an integrator, watched by observers.
#pragma once

#include <cstdint>
#include <span>

#include "md/integrator.hpp"
#include "md/state.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::md {

// What observers see: the state at a step, with the forces that belong to it.
struct Moment {
  std::int64_t step = 0;
  double time = 0;  // ps since step 0
  const State& state;
  const potential::Evaluator& evaluator;
  const Integrator* integrator = nullptr;  // none where frames are shown without a run
};

class Observer {
 public:
  virtual ~Observer() = default;

  // What the evaluation of this step must give; forces are always there.
  virtual potential::Want want(std::int64_t /*step*/) const { return {true, false, false}; }
  // Called at step 0 and after every step. False ends the run here.
  virtual bool see(const Moment& moment) = 0;
};

struct Run {
  double timestep = 0;  // ps
  std::int64_t steps = 0;
  std::int64_t first = 0;  // the step that the state is at; observers have seen it if it is not 0
};

// step × time step, ps, to the nearest 1e-9.
double time_of(std::int64_t step, double timestep);

// The distance beyond the cutoff that neighbour lists are made with, Å: lists then last for many steps of a solid.
double default_skin(UnitStyle units);

// Computes the forces of the first step, then moves the state step by step. Observers are called in their order; when
// one ends the run the others still see that step. Returns the last step done. Throws Error, with the step for a place,
// for atoms that move 1 Å (0.3 in reduced units) in a step: what comes after is no physics.
std::int64_t run(State& state, potential::Evaluator& evaluator, Integrator& integrator, const Run& run,
                 std::span<Observer* const> observers);

}  // namespace nnpipe::md
