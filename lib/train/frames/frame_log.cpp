#include "train/frames/frame_log.hpp"

#include <string>

#include "io/column_units.hpp"
#include "train/frames/force_objective.hpp"

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

void FrameLogLayout::put_fields(io::TableHeader& header) const {
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
  if (l2) header.fields.emplace_back("train_loss_l2");
  if (validation) add("validation");
  io::note_column_units(header, unit_of);
}

void FrameLogLayout::put_row(const EpochReport& report, std::vector<double>& row) const {
  row = {static_cast<double>(report.start), static_cast<double>(report.epoch), report.seconds};
  const auto add = [&](const Errors& errors) {
    row.push_back(errors.loss);
    const auto parts = [&](double QuantityErrors::*value) {
      if (labels.energies) row.push_back(errors.of[frame_energy].*value);
      if (labels.forces) row.push_back(errors.of[frame_force].*value);
      if (labels.stress) row.push_back(errors.of[frame_stress].*value);
    };
    parts(&QuantityErrors::rmse);
    parts(&QuantityErrors::loss);
  };
  add(report.training);
  if (l2) row.push_back(report.l2_loss);
  if (validation) add(report.validation);
}

}  // namespace nnpipe::train
