#include "potential/neural/kernel_model.hpp"

#include <array>
#include <cmath>
#include <cstdint>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"
#include "potential/neural/sealed_reader.hpp"
#include "potential/neural/target_text.hpp"

namespace nnpipe::potential {

namespace {

constexpr int version = 1;
constexpr std::array<std::string_view, 3> kind_names{"symmetry-functions", "distance", "columns"};
// Far above any model that fits a memory; below what a damaged number would make the reader ask for.
constexpr std::int64_t most_numbers = 200'000'000;

std::string kernel_text(const kernel_methods::KernelFunction& kernel) {
  using kernel_methods::KernelKind;
  std::string text{to_string(kernel.kind)};
  if (kernel.kind == KernelKind::polynomial) text += fmt::format(" degree={}", kernel.degree);
  if (kernel.kind != KernelKind::linear) text += fmt::format(" length={}", to_text(kernel.length));
  return text;
}

kernel_methods::KernelFunction parse_kernel(std::string_view text) {
  using kernel_methods::KernelKind;
  const auto words = split(text);
  if (words.empty()) fail("kernel without a name");
  kernel_methods::KernelFunction kernel;
  kernel.kind = kernel_methods::parse_kernel_kind(words[0]);
  descriptor::KeyValues keys{std::span{words}.subspan(1)};
  if (kernel.kind == KernelKind::polynomial) {
    const double degree = keys.need_number("degree");
    if (!(degree >= 1 && degree <= 100) || degree != std::floor(degree)) fail("expected a degree from 1 to 100");
    kernel.degree = static_cast<std::size_t>(degree);
  }
  if (kernel.kind != KernelKind::linear) kernel.length = keys.need_number("length");
  keys.finish();
  return kernel;
}

class KernelReader : private SealedReader {
 public:
  explicit KernelReader(io::Input& input)
      : SealedReader{input, {kernel_magic_word, version, "kernel model", "kernel model"}} {}

  KernelModel read() {
    return with_own_place([&] {
      first_line();
      next();
      KernelModel model;
      header(model);
      process(model);
      finish("bias");
      if (another()) fail("more than one kernel model, expected one");
      model.check();
      return model;
    });
  }

 private:
  void header(KernelModel& model) {
    while (is("made-by")) {
      model.made_by.emplace_back(rest());
      next();
    }
    model.units = take("units", parse_unit_style);
    model.kind = take_name<InputKind>("kind", kind_names);
    if (model.kind != InputKind::columns) model.element = take("element", element_of);
    model.set.centre = model.kind == InputKind::symmetry_functions ? model.element : Element{};
    while (descriptor::is_basis_line(line())) {
      if (descriptor::centre_of_basis_line(line()) != model.element)
        fail("moments of another element, got {}", quoted(line()));
      descriptor::read_basis_line(line(), model.set.moments);
      next();
    }
    while (is("function")) {
      model.set.functions.push_back(
          take("function", [](std::string_view text) { return descriptor::parse_symmetry_function(text); }));
    }
    while (is("input")) model.inputs.push_back(take("input", descriptor::parse_column_scaling));
    while (is("target")) model.targets.push_back(take("target", parse_target));
    if (!is("classes")) return;
    take("classes", [&](std::string_view text) {
      const auto words = split(text);
      if (words.size() != 2) fail("expected a number of classes and their column, got {}", quoted(text));
      model.classes = count(words[0], "classes");
      model.class_column = words[1];
      return true;
    });
  }

  static std::size_t count(std::string_view text, std::string_view name) {
    const auto value = to_int(text, name);
    if (value < 1 || value > most_numbers) fail("{} is out of range, got {}", name, value);
    return static_cast<std::size_t>(value);
  }

  void process(KernelModel& model) {
    auto& fit = model.regression;
    fit.kernel = take("kernel", parse_kernel);
    const std::size_t outputs = model.outputs(), inputs = model.inputs.size();
    if (outputs == 0 || inputs == 0) fail("a kernel model without inputs or targets");
    if (!model.tells_classes()) {
      fit.ridge = take_number("ridge");
      fit.signal = take("signal", [&](std::string_view text) { return row(text, outputs, "signal"); });
    }
    const std::size_t centres = take("centres", [&](std::string_view text) { return count(text, "centres"); });
    if (centres * (inputs + outputs) > static_cast<std::size_t>(most_numbers)) {
      fail("{} centres of {} inputs, expected at most {} numbers", centres, inputs, most_numbers);
    }
    fit.centres.set_size(inputs, centres);
    fit.weights.set_size(centres, outputs);
    std::vector<double> line(inputs + outputs);
    for (std::size_t j = 0; j < centres; ++j) {
      numbers(line, "number");
      for (std::size_t i = 0; i < inputs; ++i) fit.centres(i, j) = line[i];
      for (std::size_t o = 0; o < outputs; ++o) fit.weights(j, o) = line[inputs + o];
    }
    if (is("sparse")) sparse(fit);
    if (model.tells_classes()) {
      model.bias = take("bias", [&](std::string_view text) { return row(text, outputs, "bias"); });
    }
  }

  // The lower triangle, row by row.
  void sparse(kernel_methods::Regression& fit) {
    fit.jitter = take("sparse", [](std::string_view text) {
      const auto words = split(text);
      descriptor::KeyValues keys{words};
      const double jitter = keys.need_number("jitter");
      keys.finish();
      return jitter;
    });
    const arma::uword centres = fit.centres.n_cols;
    if (centres * centres > static_cast<arma::uword>(most_numbers)) fail("{} centres of a sparse model", centres);
    fit.inner.zeros(centres, centres);
    std::vector<double> line;
    for (arma::uword i = 0; i < centres; ++i) {
      line.resize(i + 1);
      numbers(line, "number");
      for (arma::uword j = 0; j <= i; ++j) fit.inner(i, j) = line[j];
    }
  }

  static arma::rowvec row(std::string_view text, std::size_t count, std::string_view name) {
    const auto words = split(text);
    if (words.size() != count) fail("expected {} numbers behind {}, got {}", count, name, words.size());
    arma::rowvec values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = to_finite(words[i], name);
    return values;
  }
};

void append_row(std::string& text, const arma::rowvec& row) {
  for (const double value : row) {
    text += ' ';
    append(text, value);
  }
  text += '\n';
}

void append_header(std::string& text, const KernelModel& model) {
  for (const auto& line : model.made_by) text += "made-by " + line + '\n';
  text += fmt::format("units {}\nkind {}\n", to_string(model.units), kind_names[static_cast<std::size_t>(model.kind)]);
  if (model.kind != InputKind::columns) text += fmt::format("element {}\n", model.element.symbol());
  if (model.set.moments) {
    for (const auto& line : to_lines(*model.set.moments, model.element)) text += line + '\n';
  }
  for (const auto& function : model.set.functions) text += "function " + to_text(function) + '\n';
  for (const auto& input : model.inputs) text += "input " + to_text(input) + '\n';
  for (const auto& target : model.targets) text += "target " + target_text(target) + '\n';
  if (model.tells_classes()) text += fmt::format("classes {} {}\n", model.classes, model.class_column);
}

void append_centres(std::string& text, const kernel_methods::Regression& fit) {
  text += fmt::format("centres {}\n", fit.centres.n_cols);
  for (arma::uword j = 0; j < fit.centres.n_cols; ++j) {
    const arma::rowvec line = arma::join_rows(fit.centres.col(j).t(), fit.weights.row(j));
    append(text, line[0]);
    append_row(text, line.subvec(1, line.n_elem - 1));
  }
  if (!fit.sparse()) return;
  text += fmt::format("sparse jitter={}\n", to_text(fit.jitter));
  for (arma::uword i = 0; i < fit.inner.n_rows; ++i) {
    for (arma::uword j = 0; j <= i; ++j) {
      if (j > 0) text += ' ';
      append(text, fit.inner(i, j));
    }
    text += '\n';
  }
}

}  // namespace

void KernelModel::check() const {
  const auto& fit = regression;
  if (inputs.empty() || outputs() == 0) fail("a kernel model without inputs or targets");
  if (kind == InputKind::symmetry_functions && set.functions.size() != inputs.size()) {
    fail("{} symmetry functions, but {} inputs", set.functions.size(), inputs.size());
  }
  if (kind != InputKind::symmetry_functions && !set.functions.empty()) fail("symmetry functions of no element");
  if (classes == 1 || (tells_classes() && (!targets.empty() || kind != InputKind::columns))) {
    fail("classes are of a table's columns, two at least and without targets");
  }
  for (const auto& function : set.functions) {
    if (function.centre != element) fail("function '{}' has another centre", name_of(function));
  }
  for (const auto& input : inputs) {
    if (input.factor == 0) fail("factor of input {} is 0", input.name);
  }
  if (fit.centres.n_cols == 0 || fit.centres.n_rows != inputs.size() || fit.weights.n_rows != fit.centres.n_cols ||
      fit.weights.n_cols != outputs()) {
    fail("centres, weights, inputs and targets do not fit each other");
  }
  if (!(fit.kernel.length > 0) || !std::isfinite(fit.kernel.length)) fail("the length of the kernel is not above 0");
  if (!tells_classes() && !(fit.ridge > 0)) fail("the ridge is not above 0");
  if (!fit.centres.is_finite() || !fit.weights.is_finite()) fail("a centre or weight is not finite");
}

KernelModel read_kernel_model(io::Input& input) { return KernelReader{input}.read(); }

void write_kernel_model(const KernelModel& model, io::Output& output) {
  model.check();
  const auto& fit = model.regression;
  std::string text = fmt::format("{} {}\n", kernel_magic_word, version);
  append_header(text, model);
  text += fmt::format("kernel {}\n", kernel_text(fit.kernel));
  if (!model.tells_classes()) {
    text += fmt::format("ridge {}\nsignal", to_text(fit.ridge));
    append_row(text, fit.signal);
  }
  append_centres(text, fit);
  if (model.tells_classes()) {
    text += "bias";
    append_row(text, model.bias);
  }
  text += fmt::format("checksum {}\nend\n", hash_of(text));
  output.write(text);
}

}  // namespace nnpipe::potential
