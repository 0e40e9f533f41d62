// scale: learns a scaling of a table's input columns and applies it, or applies that of another table.
#include <fmt/core.h>

#include <vector>

#include "base/error.hpp"
#include "cli/program.hpp"
#include "descriptor/scaling.hpp"
#include "io/spool.hpp"
#include "io/table.hpp"
#include "potential/table_scaling.hpp"

using namespace nnpipe;
using descriptor::ScalingMethod;

namespace {

struct Options {
  std::string table = "-";
  std::string method_name;
  std::vector<double> range;
  std::vector<std::string> inputs;
  std::string apply;
  cli::OutputOption output;
  ScalingMethod method = ScalingMethod::none;
};

void check(Options& options, const cli::Parser& parser) {
  if (options.apply.empty() == options.method_name.empty()) {
    fail_usage("expected either --method or --apply");
  }
  if (!options.apply.empty()) {
    if (parser.given("range") || parser.given("inputs"))
      fail_usage("--apply excludes other options: its table has the scaling");
    return;
  }
  options.method = descriptor::parse_scaling_method(options.method_name);
  const bool has_range = options.method == ScalingMethod::range || options.method == ScalingMethod::both;
  if (parser.given("range") && !has_range) fail_usage("--range belongs to the methods range and both");
  if (options.range[0] >= options.range[1])
    fail_usage("--range: expected A < B, got {},{}", options.range[0], options.range[1]);
}

Options parse(cli::Arguments arguments) {
  Options options;
  options.range = {-1, 1};
  cli::Parser parser{"scale", "Scale the input columns of a table."};
  parser
      .description(
          "Determines a scaling from the table and writes the scaled table. Its header has the scaling, which fit-mlp "
          "writes into the potential. Constant columns are dropped with a warning. The methods are none; range, to [A, "
          "B]; center, mean 0; both, mean 0 and width B - A; standardize, mean 0 and standard deviation 1.")
      .positional(options.table, "FILE", "table to scale")
      .choice("method", options.method_name,
              {"none", "range", "center", "centre", "both", "standardize", "standardise"}, "how to scale")
      .option("range", options.range, "A,B", "ends of the range", 2)
      .option("inputs", options.inputs, "NAMES", "columns to scale; default: the inputs in the table's header")
      .option("apply", options.apply, "TABLE", "use the scaling in the header of this table")
      .table_output(options.output)
      .rewrites()
      .example("gen-lj --points 1000 --range 3.2,8.5125 | scale --method range --range 0,1 -o train.tab")
      .example("gen-lj --points 100 --range 3.2,8.5125 --seed 2 | scale --apply train.tab -o test.tab");
  parser.read(arguments);
  check(options, parser);
  return options;
}

potential::DescriptorHeader inputs_of(const Options& options, const io::TableReader& table) {
  const auto& header = table.header();
  if (!header.text_fields.empty()) fail("column {} holds words, expected numbers alone", header.text_fields.front());
  auto inputs = potential::descriptor_header(header);
  if (!inputs.scaling.empty()) fail("the table is scaled already");
  if (!options.inputs.empty()) {
    if (inputs.set && options.inputs != inputs.inputs) fail("--inputs differs from the set of symmetry functions");
    inputs.inputs = options.inputs;
    for (std::size_t i = 0; i < inputs.inputs.size(); ++i) {
      header.column(inputs.inputs[i]);
      const auto here = inputs.inputs.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::find(inputs.inputs.begin(), here, *here) != here)
        fail_usage("--inputs: column {} is given twice", *here);
    }
  }
  if (inputs.inputs.empty()) fail("the table does not say which columns are inputs: name them with --inputs");
  return inputs;
}

void learn(const Options& options) {
  io::TableReader table{options.table};
  const auto& header = table.header();
  const auto inputs = with_place([&] { return table.name(); }, [&] { return inputs_of(options, table); });
  std::vector<std::size_t> columns;
  for (const auto& name : inputs.inputs) columns.push_back(header.column(name));
  descriptor::ScalingLearner learner{inputs.inputs};
  io::Spool spool{header.fields.size()};
  std::vector<double> row(header.fields.size()), values(columns.size()), out;
  while (table.next(row)) {
    for (std::size_t i = 0; i < columns.size(); ++i) values[i] = row[columns[i]];
    learner.add(values);
    spool.add(row);
  }
  const auto chosen = with_place([&] { return table.name(); },
                                 [&] { return learner.finish(options.method, options.range[0], options.range[1]); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    kept += chosen[i] ? 1 : 0;
    if (chosen[i]) continue;
    const auto function = inputs.set ? fmt::format(" ({})", name_of(inputs.set->functions[i])) : "";
    cli::warn(fmt::format("{}: column {}{} has the same value in every row: dropped", table.name(), inputs.inputs[i],
                          function));
  }
  if (kept == 0) fail("{}: every input column has the same value in every row", table.name());
  const potential::TableScaling scaling{header, inputs, chosen};
  io::TableWriter writer{options.output.path, scaling.header(), options.output.encoding()};
  spool.rewind();
  while (spool.next(row)) {
    scaling.apply(row, out);
    writer.write(out);
  }
  writer.close();
}

void apply(const Options& options) {
  const io::TableReader other{options.apply};
  const auto from = with_place([&] { return other.name(); },
                               [&] {
                                 auto descriptor = potential::descriptor_header(other.header());
                                 if (descriptor.scaling.empty()) fail("the table carries no scaling");
                                 return descriptor;
                               });
  io::TableReader table{options.table};
  check_same_units(other.header().units, other.name(), table.header().units, table.name());
  const auto scaling =
      with_place([&] { return table.name(); },
                 [&] {
                   const auto inputs = inputs_of(options, table);
                   return potential::TableScaling{table.header(), inputs, potential::scaling_from(from, inputs)};
                 });
  io::TableWriter writer{options.output.path, scaling.header(), options.output.encoding()};
  std::vector<double> row(table.header().fields.size()), out;
  while (table.next(row)) {
    scaling.apply(row, out);
    writer.write(out);
  }
  writer.close();
}

void run(const Options& options) { options.apply.empty() ? learn(options) : apply(options); }

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
