// What a run writes: one owner opens its files, goes on with those of an earlier run, and closes them however it ends.
#include "outputs.hpp"

#include "base/text.hpp"
#include "md/ensemble.hpp"
#include "settings.hpp"

namespace nnpipe::run_md {

namespace {

// Where an output goes on; none without a restart file: then it is gone after a failure.
std::optional<io::Standing> standing(const Options& options, const std::optional<md::Restart>& before,
                                     io::Standing md::Restart::*which) {
  if (options.restart.empty()) return std::nullopt;
  return before ? (*before).*which : io::Standing{};
}

std::optional<md::ThermoTable> thermo_table(const md::State& state, const Options& options, const Watches& watches,
                                            const std::optional<md::Restart>& before) {
  const auto& output = options.thermo_output;
  if (output.path.empty()) return std::nullopt;
  auto columns = options.thermo_columns;
  if (columns.empty()) {
    columns = md::default_thermo_columns(state, md::has_thermostat(options.dynamics.ensemble),
                                         watches.outside() != nullptr, watches.spread() != nullptr);
  }
  const auto kept = standing(options, before, &md::Restart::thermo);
  if (kept) {
    return md::ThermoTable{output.path, options.thermo, state, output.encoding(), columns, watches.outside(), *kept};
  }
  return md::ThermoTable{output.path, options.thermo, state, output.encoding(), columns, watches.outside()};
}

}  // namespace

Outputs::Outputs(const Frame& start, const md::State& state, const Options& options, const Watches& watches,
                 const std::optional<md::Restart>& before)
    : x_options{options},
      x_trajectory{options.output.path,
                   start,
                   {options.every, options.steps, options.format == "lammps-dump", options.wrap,
                    standing(options, before, &md::Restart::trajectory)}},
      x_thermo{thermo_table(state, options, watches, before)} {
  if (const auto* spread = watches.spread()) {
    x_trajectory.show_spread(spread->atoms);
    if (x_thermo) x_thermo->show_spread(*spread);
  }
  if (options.restart.empty()) return;
  x_restart.emplace(options.restart, options.restart_every, options.steps, settings_of(start, options),
                    [this, &watches](md::Restart& now) {
                      now.trajectory = x_trajectory.sync();
                      if (x_thermo) now.thermo = x_thermo->sync();
                      now.watch = watches.memory();
                    });
}

std::vector<md::Observer*> Outputs::observers() {
  std::vector<md::Observer*> all;
  if (x_thermo) all.push_back(&*x_thermo);
  all.push_back(&x_trajectory);
  if (x_restart) all.push_back(&*x_restart);
  return all;
}

void Outputs::keep(const md::Moment& end) {
  if (x_restart && end.step > 0) x_restart->write(end);
}

void Outputs::close() {
  if (x_thermo) x_thermo->close();
  if (x_trajectory.frames() > 0) x_trajectory.close();
}

std::string Outputs::names() const {
  std::vector<std::string> names;
  if (x_trajectory.frames() > 0) names.push_back(x_options.output.path);
  if (x_thermo) names.push_back(x_options.thermo_output.path);
  if (x_restart) names.push_back(x_options.restart);
  std::erase(names, "-");
  return join(names, ", ");
}

}  // namespace nnpipe::run_md
