// Scaling of table columns: learned from a stream, applied, and carried along as lines of text.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::descriptor {

enum class ScalingMethod {
  none,         // G
  range,        // to [a, b] by minimum and maximum, thesis (7.5)
  center,       // G − mean
  both,         // (b − a)(G − mean)/(max − min): mean 0, width b − a
  standardize,  // (G − mean)/σ
};

std::string_view to_string(ScalingMethod method);
// Takes British spellings too. Throws Error for a name that is none.
ScalingMethod parse_scaling_method(std::string_view name);

// One column: scaled = (raw − subtract) · factor.
struct ColumnScaling {
  std::string name;
  double subtract = 0;
  double factor = 1;
  double low = 0, high = 0;  // raw minimum and maximum seen when it was learned

  double apply(double raw) const { return (raw - subtract) * factor; }
  double undo(double scaled) const { return scaled / factor + subtract; }

  friend bool operator==(const ColumnScaling&, const ColumnScaling&) = default;
};

// "G2_1 subtract=0.5 factor=2 low=0.1 high=0.9", as in table notes and potential files.
std::string to_text(const ColumnScaling& scaling);
// Throws Error for anything but what to_text writes.
ColumnScaling parse_column_scaling(std::string_view line);

// Minimum, maximum, mean and variance of columns in one pass (Welford), in bounded memory.
class ScalingLearner {
 public:
  explicit ScalingLearner(std::vector<std::string> names);

  // One row, as many values as names; all finite.
  void add(std::span<const double> row);
  std::size_t rows() const { return x_rows; }

  // One entry a column; nothing where the column is constant and the method would divide by its width (all but `none`
  // drop it: a constant carries no information). [low, high] is for `range` and `both`. Throws Error without rows.
  std::vector<std::optional<ColumnScaling>> finish(ScalingMethod method, double low = -1, double high = 1) const;

 private:
  struct Moments {
    double low, high, mean, squares;  // squares: Σ (x − mean)²
  };
  std::vector<std::string> x_names;
  std::vector<Moments> x_moments;
  std::size_t x_rows = 0;
};

}  // namespace nnpipe::descriptor
