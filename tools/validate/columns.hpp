// Models of a table's columns, which are no potential, and kernel models: they are tested on tables.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "potential/neural/kernel_model.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::validate {

// What the user asked for; side outputs may be empty.
struct Columns {
  std::string table, output, confusion, predictions, calibration;
  bool report = false;
};

using TableTested = std::variant<potential::Model, potential::KernelModel>;

// The model, if `spec` is the file of one that is tested on tables; a potential of one element only if `data` is a file
// with a table, for it is tested on frames, too.
std::optional<TableTested> tested_on_tables(const std::string& spec, const std::string& data);
// Writes errors of its targets, or of a model that tells classes apart accuracy and confusion.
void columns(const Columns& options, const TableTested& model);

}  // namespace nnpipe::validate
