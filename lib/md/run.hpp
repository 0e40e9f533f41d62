// A run: steps of an integrator, watched by observers.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.hpp"
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

// A step from a state that was sound has led to one that is no physics: what was written before it is good.
class BlownUp : public Error {
 public:
  explicit BlownUp(const std::string& what, std::int64_t at_step) : Error{what, ExitStatus::criterion}, step{at_step} {}
  std::int64_t step;
};

// step × time step, ps, to the nearest 1e-9.
double time_of(std::int64_t step, double timestep);

// The distance beyond the cutoff that neighbour lists are made with, Å: lists then last for many steps of a solid.
double default_skin(UnitStyle units);

// Computes the forces of the first step, then moves the state step by step. Observers are called in their order; when
// one ends the run the others still see that step. Returns the last step done. Throws Error, with the step for a place;
// BlownUp for a step that cannot be done, or after which an atom has moved 1 Å (0.3 in reduced units).
std::int64_t run(State& state, potential::Evaluator& evaluator, Integrator& integrator, const Run& run,
                 std::span<Observer* const> observers);

}  // namespace nnpipe::md
