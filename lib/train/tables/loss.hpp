// Losses by name: what a difference between output and target costs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::train {

// One line of the registry in loss.cpp. y and t are those of whole samples, `outputs` each, n in all.
struct LossEntry {
  std::string_view name;
  // Σ Γ(y, t); writes ∂Γ/∂y into dy unless that is null. dy may be y.
  double (*sum)(std::size_t outputs, std::size_t n, const double* y, const double* t, double* dy);
  bool is_square;  // Γ = ½(y − t)²: a sum of squares, as Levenberg-Marquardt needs
};

class Loss {
 public:
  // Throws Error "unknown loss 'x', expected one of …". "mse": Γ = ½(y − t)² (3.43);
  // "cross-entropy": Γ = −Σ_k t_k ln p_k, p = softmax(y), t the class's own output 1, others 0.
  explicit Loss(std::string_view name = "mse");

  std::string_view name() const { return x_entry->name; }
  bool is_square() const { return x_entry->is_square; }
  double sum(std::size_t outputs, std::size_t n, const double* y, const double* t, double* dy) const {
    return x_entry->sum(outputs, n, y, t, dy);
  }

 private:
  const LossEntry* x_entry;
};

std::vector<std::string> loss_names();

}  // namespace nnpipe::train
