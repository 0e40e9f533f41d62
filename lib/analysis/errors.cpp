#include "analysis/errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"

namespace nnpipe::analysis {

namespace {

constexpr std::size_t most_values = 65536;
// Bins of width 0.1 % from 1e-18 on: what is smaller is as good as zero.
constexpr double smallest = 1e-18, ratio = 1.001;

std::size_t bin_of(double value) {
  if (!(value > smallest)) return 0;
  return 1 + static_cast<std::size_t>(std::log(value / smallest) / std::log(ratio));
}

double middle_of(std::size_t bin) {
  return bin == 0 ? 0.0 : smallest * std::pow(ratio, static_cast<double>(bin) - 0.5);
}

std::array<double, 6> components(const Tensor6& t) { return {t.xx, t.yy, t.zz, t.xy, t.xz, t.yz}; }

// A word of a table: without white space.
std::string word(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t'; }, '_');
  return text;
}

}  // namespace

void ErrorStatistics::add(double error) {
  const double size = std::abs(error);
  ++x_count;
  x_squares += error * error;
  x_absolutes += size;
  x_sum += error;
  x_max = std::max(x_max, size);
  if (!x_bins.empty()) {
    const std::size_t bin = bin_of(size);
    if (bin >= x_bins.size()) x_bins.resize(bin + 1);
    ++x_bins[bin];
    return;
  }
  x_values.push_back(size);
  if (x_values.size() > most_values) fold();
}

void ErrorStatistics::fold() {
  x_bins.resize(1);
  for (const double value : std::exchange(x_values, {})) {
    const std::size_t bin = bin_of(value);
    if (bin >= x_bins.size()) x_bins.resize(bin + 1);
    ++x_bins[bin];
  }
}

double ErrorStatistics::rmse() const { return x_count == 0 ? 0 : std::sqrt(x_squares / static_cast<double>(x_count)); }

double ErrorStatistics::mae() const { return x_count == 0 ? 0 : x_absolutes / static_cast<double>(x_count); }

double ErrorStatistics::mean() const { return x_count == 0 ? 0 : x_sum / static_cast<double>(x_count); }

double ErrorStatistics::quantile(double q) const {
  if (x_count == 0) return 0;
  const double rank = q * static_cast<double>(x_count - 1);
  if (x_bins.empty()) {
    auto values = x_values;
    const auto low = static_cast<std::ptrdiff_t>(rank);
    std::nth_element(values.begin(), values.begin() + low, values.end());
    const double below = values[static_cast<std::size_t>(low)];
    if (rank == static_cast<double>(low)) return below;
    const double above = *std::min_element(values.begin() + low + 1, values.end());
    return below + (rank - static_cast<double>(low)) * (above - below);
  }
  double passed = 0;
  for (std::size_t bin = 0; bin < x_bins.size(); ++bin) {
    passed += static_cast<double>(x_bins[bin]);
    if (passed > rank) return std::min(middle_of(bin), x_max);
  }
  return x_max;
}

std::string_view to_string(Quantity quantity) {
  switch (quantity) {
    case Quantity::energy: return "energy";
    case Quantity::force: return "force";
    case Quantity::stress: return "stress";
    case Quantity::gradient: return "gradient";
  }
  return "";
}

std::string unit_of(Quantity quantity, UnitStyle units) {
  const ShownUnits& shown = shown_units(units);
  switch (quantity) {
    case Quantity::energy: return shown.small_energy.name + "/atom";
    case Quantity::force:
    case Quantity::gradient: return shown.small_force.name;
    case Quantity::stress: return shown.stress.name;
  }
  return "";
}

double scale_of(Quantity quantity, UnitStyle units) {
  const ShownUnits& shown = shown_units(units);
  return quantity == Quantity::stress ? shown.stress.factor : shown.small_force.factor;
}

ErrorTable::ErrorTable(UnitStyle units, std::vector<double> force_edges)
    : x_units{units}, x_force_edges{std::move(force_edges)} {}

void ErrorTable::add(Quantity quantity, Element element, double error) {
  const double scaled = error * scale_of(quantity, x_units);
  at({quantity, 0, 0, {}}).add(scaled);
  at({quantity, 1, element.number, {}}).add(scaled);
}

void ErrorTable::add(const Comparison& comparison) {
  const Frame& reference = comparison.reference;
  const Frame& predicted = comparison.predicted;
  const std::string* info = reference.find_info("config_type");
  const std::string config_type = info ? word(*info) : "";
  if (!reference.site_energy && reference.energy) {
    ++x_frames;
    x_with_forces += reference.forces.empty() ? 0 : 1;
  }
  const auto both = [&](Quantity quantity, double error) {
    const double scaled = error * scale_of(quantity, x_units);
    at({quantity, 0, 0, {}}).add(scaled);
    if (!config_type.empty()) at({quantity, 2, 0, config_type}).add(scaled);
  };
  if (reference.site_energy && predicted.site_energy) {
    const double error = *predicted.site_energy - *reference.site_energy;
    both(Quantity::energy, error);
    at({Quantity::energy, 1, reference.elements[0].number, {}}).add(error * scale_of(Quantity::energy, x_units));
  } else if (reference.energy && predicted.energy) {
    both(Quantity::energy, (*predicted.energy - *reference.energy) / static_cast<double>(reference.size()));
  }
  if (!reference.forces.empty() && !predicted.forces.empty()) add_forces(comparison, config_type);
  if (reference.virial && predicted.virial) {
    const auto a = components(*reference.virial), b = components(*predicted.virial);
    // stress = −virial/volume
    for (std::size_t k = 0; k < a.size(); ++k) both(Quantity::stress, (a[k] - b[k]) / reference.cell.volume());
  }
}

void ErrorTable::add_forces(const Comparison& comparison, const std::string& config_type) {
  const Frame& reference = comparison.reference;
  const double scale = scale_of(Quantity::force, x_units);
  ErrorStatistics& all = at({Quantity::force, 0, 0, {}});
  ErrorStatistics* const configuration = config_type.empty() ? nullptr : &at({Quantity::force, 2, 0, config_type});
  // Looked up once an element and once a bin, not once a component.
  std::array<ErrorStatistics*, 128> by_element{};
  std::vector<ErrorStatistics*> by_size(x_force_edges.size() + 1, nullptr);
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const Vec3 error = comparison.predicted.forces[i] - reference.forces[i];
    const int number = reference.elements[i].number;
    ErrorStatistics*& element = by_element[static_cast<std::size_t>(number)];
    if (!element) element = &at({Quantity::force, 1, number, {}});
    ErrorStatistics* size = nullptr;
    if (!x_force_edges.empty()) {
      const auto bin = static_cast<std::size_t>(
          std::upper_bound(x_force_edges.begin(), x_force_edges.end(), norm(reference.forces[i])) -
          x_force_edges.begin());
      if (!by_size[bin]) by_size[bin] = &at({Quantity::force, 3, static_cast<int>(bin), {}});
      size = by_size[bin];
    }
    for (int d = 0; d < 3; ++d) {
      const double scaled = scale * error[d];
      all.add(scaled);
      element->add(scaled);
      if (configuration) configuration->add(scaled);
      if (size) size->add(scaled);
    }
  }
}

std::vector<std::string> ErrorTable::remarks() const {
  // Errors about 0 have a mean that is a small part of them; a shift of 50 meV/atom is no network's own.
  constexpr double nearly_all = 0.9, large = 50;
  constexpr std::size_t enough = 3;
  std::vector<std::string> lines;
  const ErrorStatistics* energy = all(Quantity::energy);
  const double scale = scale_of(Quantity::energy, x_units) / 1000;
  if (energy && energy->count() >= enough && energy->rmse() > large * scale &&
      std::abs(energy->mean()) > nearly_all * energy->rmse()) {
    const std::string unit = unit_of(Quantity::energy, x_units);
    lines.push_back(fmt::format(
        "energies are {:.4g} {} too {} on the mean, of an error of {:.4g}: nearly all of it is a shift. Are lone "
        "atoms of another reference, or the units others?",
        std::abs(energy->mean()), unit, energy->mean() > 0 ? "high" : "low", energy->rmse()));
  }
  if (x_frames > 0 && x_with_forces == 0) {
    lines.emplace_back("no frame has forces: none were compared");
  } else if (x_with_forces < x_frames) {
    lines.push_back(fmt::format("{} of {} frames have forces: only theirs were compared", x_with_forces, x_frames));
  }
  return lines;
}

std::string ErrorTable::summary() const {
  std::string text;
  for (const Quantity quantity : {Quantity::energy, Quantity::force, Quantity::stress, Quantity::gradient}) {
    const ErrorStatistics* statistics = all(quantity);
    if (!statistics) continue;
    text += fmt::format("{}{} {:.4g} {}", text.empty() ? "" : ", ", to_string(quantity), statistics->rmse(),
                        unit_of(quantity, x_units));
  }
  return text;
}

const ErrorStatistics* ErrorTable::all(Quantity quantity) const {
  const auto found = x_statistics.find({quantity, 0, 0, {}});
  return found == x_statistics.end() ? nullptr : &found->second;
}

io::TableHeader errors_header(UnitStyle units) {
  io::TableHeader header;
  header.units = units;
  header.fields = {"quantity", "unit", "subset", "count", "rmse", "mae", "max", "p95", "mean"};
  header.text_fields = {"quantity", "unit", "subset"};
  return header;
}

void write_errors(io::TableWriter& writer, const std::string& quantity, const std::string& unit,
                  const std::string& subset, const ErrorStatistics& statistics) {
  const std::array<std::string, 9> words{quantity, unit, subset};
  const std::array<double, 9> row{0,
                                  0,
                                  0,
                                  static_cast<double>(statistics.count()),
                                  statistics.rmse(),
                                  statistics.mae(),
                                  statistics.max(),
                                  statistics.quantile(0.95),
                                  statistics.mean()};
  writer.write(row, words);
}

std::string ErrorTable::subset_name(const Key& key) const {
  switch (key.kind) {
    case 0: return "all";
    case 1: return std::string{element_of_number(key.number).symbol()};
    case 2: return "config_type:" + key.name;
    default: break;
  }
  const auto bin = static_cast<std::size_t>(key.number);
  const auto edge = [&](std::size_t i) { return to_text(x_force_edges[i]); };
  if (bin == x_force_edges.size()) return "size:" + edge(bin - 1) + "-";
  return "size:" + (bin == 0 ? "0" : edge(bin - 1)) + "-" + edge(bin);
}

std::vector<ErrorTable::Row> ErrorTable::rows() const {
  std::vector<Row> rows;
  for (const auto& [key, statistics] : x_statistics)
    rows.push_back({key.quantity, unit_of(key.quantity, x_units), subset_name(key), statistics});
  return rows;
}

void ErrorTable::write(io::TableWriter& writer) const {
  for (const auto& row : rows())
    write_errors(writer, std::string{to_string(row.quantity)}, row.unit, row.subset, row.statistics);
}

}  // namespace nnpipe::analysis
