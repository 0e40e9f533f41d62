#include "train/frames/frame_log.hpp"

#include <utility>

#include "io/column_units.hpp"

namespace nnpipe::train {

namespace {

std::string unit_of(const std::string& field) {
  return field == "seconds"                ? "s"
         : field.ends_with("_energy_rmse") ? "meV/atom"
         : field.ends_with("_force_rmse")  ? "meV/Å"
         : field.ends_with("_stress_rmse") ? "GPa"
                                           : "1";
}

}  // namespace

FrameLog::FrameLog(const std::string& path, io::TableHeader header, const FrameLabels& labels, bool has_validation,
                   bool has_l2)
    : x_has_l2{has_l2}, x_labels{labels} {
  header.fields = {"start", "epoch", "seconds"};
  const auto add = [&](const std::string& part) {
    header.fields.push_back(part + "_loss");
    const auto parts = [&](const std::string& before, const std::string& after) {
      if (labels.energies) header.fields.push_back(part + before + "energy" + after);
      if (labels.forces) header.fields.push_back(part + before + "force" + after);
      if (labels.stress) header.fields.push_back(part + before + "stress" + after);
    };
    parts("_", "_rmse");
    parts("_loss_", "");
  };
  add("train");
  if (has_l2) header.fields.emplace_back("train_loss_l2");
  if (has_validation) add("validation");
  io::note_column_units(header, unit_of);
  x_table.emplace(path, std::move(header));
}

void FrameLog::add(const FrameEpoch& epoch) {
  x_row = {static_cast<double>(epoch.start), static_cast<double>(epoch.epoch), epoch.seconds};
  add(epoch.training);
  if (x_has_l2) x_row.push_back(epoch.l2_loss);
  if (epoch.has_validation) add(epoch.validation);
  x_table->write(x_row);
}

void FrameLog::add(const FrameErrors& errors) {
  x_row.push_back(errors.loss);
  const auto parts = [&](double energy, double force, double stress) {
    if (x_labels.energies) x_row.push_back(energy);
    if (x_labels.forces) x_row.push_back(force);
    if (x_labels.stress) x_row.push_back(stress);
  };
  parts(errors.energy, errors.force, errors.stress);
  parts(errors.energy_loss, errors.force_loss, errors.stress_loss);
}

}  // namespace nnpipe::train
