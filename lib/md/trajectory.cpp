#include "md/trajectory.hpp"

#include "base/text.hpp"

namespace nnpipe::md {

Frame frame_kept(const Frame& start) {
  Frame frame = start;
  frame.energy.reset();
  frame.site_energy.reset();
  frame.virial.reset();
  frame.forces.clear();
  frame.site_energies.clear();
  return frame;
}

void drop_history(Frame& frame) {
  std::erase_if(frame.info, [](const auto& pair) { return pair.first == "made_by"; });
}

void fill_frame(Frame& frame, const Moment& moment, potential::Want want) {
  const auto& evaluator = moment.evaluator;
  frame.cell = moment.state.cell;
  unwind(moment.state, frame.positions);
  frame.velocities = moment.state.velocities;
  frame.energy = evaluator.energy();
  frame.forces.assign(evaluator.forces().begin(), evaluator.forces().end());
  frame.virial = want.virial ? std::optional{evaluator.virial()} : std::nullopt;
  frame.site_energies.clear();
  if (want.site_energies)
    frame.site_energies.assign(evaluator.site_energies().begin(), evaluator.site_energies().end());
  frame.set_info("step", std::to_string(moment.step));
  frame.set_info("time", to_text(moment.time));
}

Trajectory::Trajectory(const std::string& path, const Frame& start, std::int64_t every, std::int64_t last)
    : x_writer{path}, x_frame{frame_kept(start)}, x_every{every}, x_last{last} {}

potential::Want Trajectory::want(std::int64_t step) const { return {true, due(step), false}; }

bool Trajectory::see(const Moment& moment) {
  if (due(moment.step)) write(moment);
  return true;
}

void Trajectory::write(const Moment& moment) {
  if (moment.step == x_written) return;
  fill_frame(x_frame, moment, want(moment.step));
  x_writer.write(x_frame);
  x_written = moment.step;
  drop_history(x_frame);
}

}  // namespace nnpipe::md
