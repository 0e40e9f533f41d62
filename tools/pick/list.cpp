// The table of all candidates, written once it is known which of them were taken.
#include "list.hpp"

#include <algorithm>
#include <limits>

namespace nnpipe::pick {

List::List(const std::string& path, const Criteria& criteria)
    : x_path{path}, x_fields{"frame", "outcome", "atoms"}, x_extrapolation{criteria.extrapolation.asked} {
  if (x_path.empty()) return;
  const auto add = [&](bool asked, const char* name, double Findings::*value) {
    if (!asked) return;
    x_fields.emplace_back(name);
    x_values.push_back(value);
  };
  if (x_extrapolation) x_fields.emplace_back("extrapolating");
  add(x_extrapolation, "extrapolation", &Findings::extrapolation);
  add(criteria.novelty.asked, "novelty", &Findings::novelty);
  add(criteria.mean_novelty.asked, "mean_novelty", &Findings::mean_novelty);
  add(criteria.spread(), "energy_spread", &Findings::energy_spread);
  add(criteria.spread(), "force_spread", &Findings::force_spread);
  x_spool.emplace(x_fields.size() - 1);
  // A folder that is not there is found out before the work.
  io::Output{path};
}

void List::add(const Findings& findings, Outcome outcome, UnitStyle units) {
  if (!x_spool) return;
  x_units = units;
  std::vector<double> row{static_cast<double>(outcome), static_cast<double>(findings.atoms)};
  if (x_extrapolation) row.push_back(static_cast<double>(findings.extrapolating));
  for (const auto value : x_values) row.push_back(findings.*value);
  x_spool->add(row);
}

void List::close(const std::vector<std::size_t>& picked) {
  if (!x_spool) return;
  io::TableHeader header;
  header.units = x_units;
  header.fields = x_fields;
  header.text_fields = {"outcome"};
  io::TableWriter table{x_path, header};
  x_spool->rewind();
  std::vector<double> row(x_fields.size() - 1), values;
  std::vector<std::string> words(x_fields.size());
  for (std::size_t frame = 1; x_spool->next(row); ++frame) {
    auto outcome = static_cast<Outcome>(static_cast<int>(row[0]));
    if (outcome == Outcome::picked && !std::ranges::binary_search(picked, frame)) outcome = Outcome::left;
    values = {static_cast<double>(frame), std::numeric_limits<double>::quiet_NaN()};
    values.insert(values.end(), row.begin() + 1, row.end());
    words[1] = to_string(outcome);
    table.write(values, words);
  }
  table.close();
}

}  // namespace nnpipe::pick
