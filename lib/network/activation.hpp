// Activation functions by name: value, first and second derivative, of one number and of arrays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::network {

// f(u), f′(u), f″(u).
struct ActivationValue {
  double f = 0, f1 = 0, f2 = 0;
};

// One line of the registry in activation.cpp. The array forms read u[0 … n) and fill f (and f′, f″); an output may be
// the input itself.
struct ActivationEntry {
  std::string_view name;
  std::string_view formula;
  ActivationValue (*at)(double u);
  void (*values)(std::size_t n, const double* u, double* f);
  void (*first)(std::size_t n, const double* u, double* f, double* f1);
  void (*second)(std::size_t n, const double* u, double* f, double* f1, double* f2);
};

// A reference to an entry of the registry: copied freely, equal if the same function.
class Activation {
 public:
  Activation() : Activation{"identity"} {}
  // Throws Error "unknown activation 'x', expected one of …".
  explicit Activation(std::string_view name);

  std::string_view name() const { return x_entry->name; }
  std::string_view formula() const { return x_entry->formula; }
  ActivationValue operator()(double u) const { return x_entry->at(u); }
  void values(std::size_t n, const double* u, double* f) const { x_entry->values(n, u, f); }
  void first(std::size_t n, const double* u, double* f, double* f1) const { x_entry->first(n, u, f, f1); }
  void second(std::size_t n, const double* u, double* f, double* f1, double* f2) const {
    x_entry->second(n, u, f, f1, f2);
  }

  friend bool operator==(Activation a, Activation b) { return a.x_entry == b.x_entry; }

 private:
  const ActivationEntry* x_entry;
};

// In the order of the registry.
std::vector<std::string> activation_names();

}  // namespace nnpipe::network
