// How well a network tells classes apart: accuracy, cross-entropy, and which class it takes for which.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::analysis {

// The column with the class, "label" of a network whose outputs are label:0 label:1 …; nothing for any other.
std::optional<std::string> class_column(const potential::Model& model);

struct Classification {
  std::size_t classes = 0;
  std::vector<std::size_t> confusion;   // classes × classes: [class · classes + taken for]
  std::optional<double> cross_entropy;  // mean; of networks
  std::optional<double> hinge_loss;     // mean; of margins

  std::size_t rows() const;
  double accuracy() const;
  std::size_t of(std::size_t real, std::size_t taken) const { return confusion[real * classes + taken]; }
};

// Reads the table to its end. Throws Error for missing columns, a class the network does not know, a table without
// rows.
Classification classify(const potential::Model& model, io::TableReader& table);

// The class in a table's column. Throws Error with the row for what is none of so many.
std::size_t class_of(double value, std::size_t classes, const io::TableReader& table);

// Fields quantity unit subset count value: accuracy and loss of all, recall of each class.
io::TableHeader classes_header(UnitStyle units);
void write(const Classification& result, io::TableWriter& writer);
// Fields class, then taken_for_0 …: rows are the real classes.
io::TableHeader confusion_header(const Classification& result);
void write_confusion(const Classification& result, io::TableWriter& writer);

}  // namespace nnpipe::analysis
