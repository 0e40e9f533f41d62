#include "md/trajectory.hpp"

#include "atoms/label_names.hpp"
#include "atoms/number_column.hpp"
#include "base/text.hpp"

namespace nnpipe::md {

Frame frame_kept(const Frame& start) {
  Frame frame = start;
  drop_labels(frame);
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

Trajectory::Writer Trajectory::make_writer(const std::string& path, const Frame& start,
                                           const TrajectoryOptions& options) {
  if (options.lammps_dump) {
    io::LammpsOptions lammps;
    lammps.units = start.units;
    if (options.standing) return io::LammpsDumpWriter{path, *options.standing, lammps};
    return io::LammpsDumpWriter{path, lammps};
  }
  if (options.standing) return io::FrameWriter{path, *options.standing};
  return io::FrameWriter{path};
}

Trajectory::Trajectory(const std::string& path, const Frame& start, const TrajectoryOptions& options)
    : x_options{options}, x_writer{make_writer(path, start, options)}, x_frame{frame_kept(start)} {
  if (options.standing) x_frames = static_cast<std::int64_t>(options.standing->records);
  if (x_frames > 0) drop_history(x_frame);
  // Where atoms have crossed to is read off positions that run on; the images of the start hold no more.
  std::erase_if(x_frame.columns, [](const ExtraColumn& column) { return column.name == "image"; });
}

potential::Want Trajectory::want(std::int64_t step) const { return {true, due(step), false}; }

bool Trajectory::see(const Moment& moment) {
  if (due(moment.step)) write(moment);
  return true;
}

void Trajectory::write(const Moment& moment) {
  if (moment.step == x_written) return;
  fill_frame(x_frame, moment, want(moment.step));
  if (x_spread != nullptr) set_number_column(x_frame, "spread", *x_spread);
  if (x_options.wrapped) {
    for (Vec3& r : x_frame.positions) r = x_frame.cell.wrapped(r);
  }
  std::visit([&](auto& writer) { writer.write(x_frame); }, x_writer);
  x_written = moment.step;
  ++x_frames;
  drop_history(x_frame);
}

io::Standing Trajectory::sync() {
  return std::visit([](auto& writer) { return writer.sync(); }, x_writer);
}

void Trajectory::close() {
  std::visit([](auto& writer) { writer.close(); }, x_writer);
}

}  // namespace nnpipe::md
