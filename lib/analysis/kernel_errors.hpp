// Errors of a kernel model on the rows of a table, and whether its deviations tell how large they are.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/classification.hpp"
#include "analysis/table_errors.hpp"
#include "io/table.hpp"
#include "kernel_methods/regression.hpp"
#include "potential/neural/kernel_model.hpp"

namespace nnpipe::analysis {

// One target of one row, in its own units; deviation: the standard deviation of what a label is expected to be.
struct Prediction {
  double reference = 0, predicted = 0, deviation = 0;
};

// Called for each row, one prediction a target.
using SeePredictions = std::function<void(std::span<const Prediction> targets)>;

// Reads the table to its end; its inputs may be raw, or scaled as the model scales them. Units as in table_errors.
// Throws Error for missing columns, other units or another scaling, and for a table without rows.
std::vector<TargetErrors> table_errors(const potential::KernelModel& model, io::TableReader& table,
                                       const SeePredictions& see = {});

// The same for a model that tells classes apart; `see` gets each row's class, and the decision values of the outputs.
Classification classify(const potential::KernelModel& model, io::TableReader& table,
                        const std::function<void(double real, std::span<const double> decisions)>& see = {});

// Rows of equal count in the order of their deviations: what they are expected to be off by and what they are.
class Calibration {
 public:
  void add(const Prediction& prediction) {
    x_pairs.emplace_back(prediction.deviation, prediction.predicted - prediction.reference);
  }

  struct Bin {
    std::string subset;  // "all", "1/10" …
    std::size_t count = 0;
    double deviation = 0, rmse = 0;     // root mean squares
    double within_1 = 0, within_2 = 0;  // parts of the rows whose error is within one and two deviations
    double normalised = 0;              // root mean square of error/deviation: 1 where deviations are right
  };
  // All rows, and ten bins where there are a hundred rows or more.
  std::vector<Bin> bins() const;

 private:
  std::vector<std::pair<double, double>> x_pairs;  // deviation, error
};

// Fields quantity unit subset count deviation rmse within_1 within_2 normalised.
io::TableHeader calibration_header(UnitStyle units);
// Deviations and errors times `scale`.
void write_calibration(io::TableWriter& writer, const std::string& quantity, const std::string& unit, double scale,
                       const Calibration& calibration);

}  // namespace nnpipe::analysis
