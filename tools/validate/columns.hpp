// Networks of a table's columns, which are no potential: they are tested on tables.
#pragma once

#include <optional>
#include <string>

#include "potential/model.hpp"

namespace nnpipe::validate {

// What the user asked for; `confusion` may be empty.
struct Columns {
  std::string table, output, confusion;
  bool report = false;
};

// The network, if `spec` is the file of one.
std::optional<potential::Model> network_of_columns(const std::string& spec);
// Writes errors of its targets, or of a network that tells classes apart accuracy and confusion.
void columns(const Columns& options, const potential::Model& model);

}  // namespace nnpipe::validate
