#include "potential/descriptor_header.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::potential {

namespace {

std::optional<std::string> only_one(const io::TableHeader& header, std::string_view key) {
  auto values = header.find(key);
  if (values.empty()) return std::nullopt;
  if (values.size() > 1) fail("the table's header has {} lines '{}', expected one", values.size(), key);
  return std::move(values.front());
}

std::optional<descriptor::Set> set_of(const io::TableHeader& header) {
  const auto lines = header.find("set");
  if (lines.empty()) return std::nullopt;
  const auto symbol = only_one(header, "element");
  if (!symbol) fail("the table's header has a set, but no element");
  descriptor::Set set{element_of(*symbol), {}};
  for (const auto& line : header.find("moments")) {
    descriptor::read_basis_line(line, set.moments);
    if (descriptor::centre_of_basis_line(line) != set.centre) fail("'{}' is not of {}", line, *symbol);
  }
  for (const auto& line : lines) {
    const auto function = descriptor::parse_symmetry_function(line);
    if (std::find(set.functions.begin(), set.functions.end(), function) != set.functions.end()) {
      fail("set function '{}' is given twice", line);
    }
    set.functions.push_back(function);
    if (set.functions.back().centre != set.centre) fail("set function '{}' is not centred on {}", line, *symbol);
  }
  check_moments(set);
  return set;
}

}  // namespace

DescriptorHeader descriptor_header(const io::TableHeader& header) {
  DescriptorHeader descriptor;
  if (const auto inputs = only_one(header, "inputs")) {
    for (const auto name : split(*inputs)) {
      if (std::find(descriptor.inputs.begin(), descriptor.inputs.end(), name) != descriptor.inputs.end()) {
        fail("input {} is given twice", quoted(name));
      }
      descriptor.inputs.emplace_back(name);
      header.column(name);  // throws where there is none
    }
  }
  descriptor.set = set_of(header);
  for (const auto& line : header.find("scaling")) {
    descriptor.scaling.push_back(descriptor::parse_column_scaling(line));
  }
  const std::size_t inputs = descriptor.inputs.size();
  if (descriptor.set && descriptor.set->functions.size() != inputs) {
    fail("the table's header has {} set functions for {} inputs", descriptor.set->functions.size(), inputs);
  }
  if (descriptor.scaling.empty()) return descriptor;
  if (descriptor.scaling.size() != inputs) {
    fail("the table's header has {} scalings for {} inputs", descriptor.scaling.size(), inputs);
  }
  for (std::size_t i = 0; i < inputs; ++i) {
    if (descriptor.scaling[i].name != descriptor.inputs[i]) {
      fail("scaling {} of the table's header is of {}, but input {} is {}", i + 1, descriptor.scaling[i].name, i + 1,
           descriptor.inputs[i]);
    }
  }
  return descriptor;
}

void put(const DescriptorHeader& descriptor, io::TableHeader& header) {
  if (descriptor.set) {
    header.set("element", {std::string{descriptor.set->centre.symbol()}});
    const auto& moments = descriptor.set->moments;
    header.set("moments", moments ? to_lines(*moments, descriptor.set->centre) : std::vector<std::string>{});
    std::vector<std::string> lines;
    for (const auto& function : descriptor.set->functions) lines.push_back(to_text(function));
    header.set("set", std::move(lines));
  }
  header.set("inputs", descriptor.inputs.empty() ? std::vector<std::string>{}
                                                 : std::vector<std::string>{join(descriptor.inputs, " ")});
  std::vector<std::string> lines;
  for (const auto& scaling : descriptor.scaling) lines.push_back(to_text(scaling));
  header.set("scaling", std::move(lines));
}

}  // namespace nnpipe::potential
