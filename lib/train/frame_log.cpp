#include "train/frame_log.hpp"

#include <span>
#include <utility>

namespace nnpipe::train {

FrameLog::FrameLog(const std::string& path, io::TableHeader header, const FrameLabels& labels, bool has_validation)
    : x_labels{labels} {
  header.fields = {"start", "epoch", "seconds", "train_loss"};
  const auto add = [&](const std::string& part) {
    if (labels.energies) header.fields.push_back(part + "_energy_rmse");
    if (labels.forces) header.fields.push_back(part + "_force_rmse");
    if (labels.stress) header.fields.push_back(part + "_stress_rmse");
  };
  add("train");
  if (has_validation) {
    header.fields.emplace_back("validation_loss");
    add("validation");
  }
  x_table.emplace(path, std::move(header));
}

void FrameLog::add(const FrameEpoch& epoch) {
  x_row = {static_cast<double>(epoch.start), static_cast<double>(epoch.epoch), epoch.seconds, epoch.training.loss};
  add(epoch.training);
  if (epoch.has_validation) {
    x_row.push_back(epoch.validation.loss);
    add(epoch.validation);
  }
  x_table->write(x_row);
  x_table->flush();
  x_rows.insert(x_rows.end(), x_row.begin(), x_row.end());
}

void FrameLog::state(State& state) {
  state.values(x_rows);
  const std::size_t width = x_table->header().fields.size();
  for (std::size_t at = 0; state.restoring() && at < x_rows.size(); at += width) {
    x_table->write(std::span{x_rows}.subspan(at, width));
  }
}

void FrameLog::add(const FrameErrors& errors) {
  if (x_labels.energies) x_row.push_back(errors.energy);
  if (x_labels.forces) x_row.push_back(errors.force);
  if (x_labels.stress) x_row.push_back(errors.stress);
}

}  // namespace nnpipe::train
