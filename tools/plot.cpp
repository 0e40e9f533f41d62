// plot: draws tables as pictures, by gnuplot from templates.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/picture.hpp"
#include "cli/program.hpp"
#include "io/table.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string form = "line";
  std::vector<std::string> tables;
  std::string x;
  std::vector<std::string> y, labels;
  std::string xlabel, ylabel;
  double xscale = 1, yscale = 1;
  std::vector<double> xrange, yrange;
  std::vector<std::string> xticks;
  int bins = 50;
  bool overlay = false;
  cli::Picture picture;
  cli::OutputOption output;
};

std::string format_of(const std::string& path) {
  for (const char* format : {"png", "svg", "pdf"}) {
    if (lower(path).ends_with(std::string{"."} + format)) return format;
  }
  return {};
}

void check_range(const std::string& name, const std::vector<double>& range, bool logarithmic) {
  if (range.empty()) return;
  if (!(range[0] < range[1])) fail_usage("--{}: expected LO,HI with LO below HI, got {},{}", name, range[0], range[1]);
  if (logarithmic && range[0] <= 0)
    fail_usage("--{}: expected positive numbers on a logarithmic axis, got {}", name, range[0]);
}

Options parse(cli::Arguments arguments) {
  Options options;
  auto& picture = options.picture;
  std::string format;
  std::vector<double> size = {picture.width, picture.height};
  cli::Parser parser{"plot", "Draw tables as a picture for print: PNG, SVG or PDF."};
  parser
      .description(
          "TEMPLATE is line, scatter, parity, histogram, loglog, rdf, training, or the path of a gnuplot script of "
          "your "
          "own. Columns go by name. Several tables, or several columns, are several curves. Without --x and --y each "
          "template takes the columns it knows; line takes the first column and all others.")
      .word(options.form, "TEMPLATE", {}, "what kind of picture")
      .positionals(options.tables, "TABLE", "tables to draw")
      .option("format", format, "png|svg|pdf", "format; default: by the output's name, else png")
      .option("x", options.x, "COLUMN", "column along the x axis")
      .option("y", options.y, "COLUMN,…", "columns along the y axis; histogram: columns whose values are counted")
      .option("series", options.labels, "TEXT,…", "names of the curves, in order")
      .option("title", picture.title, "TEXT", "title; a picture for print has none")
      .option("xlabel", options.xlabel, "TEXT", "label of the x axis")
      .option("ylabel", options.ylabel, "TEXT", "label of the y axis")
      .option("note", picture.note, "TEXT", "text in a corner; parity: the unit of the error written there")
      .option("xrange", options.xrange, "LO,HI", "part of the x axis to show", 2)
      .option("yrange", options.yrange, "LO,HI", "part of the y axis to show", 2)
      .option("xticks", options.xticks, "LABEL=X,…", "ticks of the x axis in place of its numbers")
      .option("xscale", options.xscale, "FACTOR", "x values times this, for eV to meV", cli::positive)
      .option("yscale", options.yscale, "FACTOR", "y values times this", cli::positive)
      .choice("key", picture.key, {"top-right", "top-left", "bottom-right", "bottom-left", "above", "none"},
              "place of the legend")
      .flag("logx", picture.logx, "logarithmic x axis")
      .flag("logy", picture.logy, "logarithmic y axis")
      .flag("overlay", options.overlay, "curves that agree: the first broad and light, the others dashed over it")
      .option("bins", options.bins, "N", "bins of a histogram", cli::Bounds{1, 100000})
      .option("size", size, "W,H", "width and height in cm", 2)
      .output(options.output)
      .example("gen-lj --points 500 --seed 1 | plot scatter --x r --y energy -o lj.png")
      .example("gen-lj --points 5000 | plot histogram --y energy --bins 40 --logy -o energies.svg");
  parser.read(arguments);
  picture.format = !format.empty()                          ? format
                   : format_of(options.output.path).empty() ? "png"
                                                            : format_of(options.output.path);
  if (format_of("." + picture.format).empty())
    fail_usage("--format: expected png, svg, pdf, got {}", nnpipe::quoted(format));
  for (const double length : size) {
    if (!(length >= 2 && length <= 100)) fail_usage("--size: expected lengths from 2 to 100 cm, got {}", length);
  }
  cli::meaning_of("xticks", [&] {
    for (const auto& tick : options.xticks) picture.xticks.push_back(cli::parse_tick(tick));
  });
  picture.width = size[0];
  picture.height = size[1];
  return options;
}

// The columns to draw: those asked for, else those the template knows, else by position.
struct Columns {
  std::size_t x = 0;
  std::vector<std::size_t> y;
};

Columns columns_of(const io::TableHeader& header, const Options& options, const cli::Template& form) {
  Columns columns;
  const auto is_known = [&](const std::string& name) { return header.has(name); };
  const auto known_x = std::find_if(form.x.begin(), form.x.end(), is_known);
  if (!options.x.empty())
    columns.x = header.column(options.x);
  else if (known_x != form.x.end())
    columns.x = header.column(*known_x);
  for (const auto& name : options.y) columns.y.push_back(header.column(name));
  if (form.histogram && options.y.empty() && !options.x.empty()) columns.y = {columns.x};
  if (columns.y.empty()) {
    for (const auto& name : form.y) {
      for (std::size_t c = 0; c < header.fields.size(); ++c) {
        if (name.ends_with('*') ? header.fields[c].starts_with(name.substr(0, name.size() - 1))
                                : header.fields[c] == name)
          columns.y.push_back(c);
      }
    }
  }
  if (columns.y.empty()) {
    for (std::size_t c = 0; c < header.fields.size(); ++c) {
      if ((c == columns.x && !form.histogram) || header.is_text(c) || (form.one && !columns.y.empty())) continue;
      columns.y.push_back(c);
    }
  }
  if (columns.y.empty()) fail("no column to draw, the table has {}", join(header.fields, " "));
  for (const std::size_t c : columns.y) {
    if (header.is_text(c)) fail("column {} holds words, expected numbers", nnpipe::quoted(header.fields[c]));
  }
  return columns;
}

std::string label_of(const Options& options, const std::string& path, const std::string& column, std::size_t columns) {
  const std::string stem = path == "-" ? column : std::filesystem::path{path}.stem().string();
  if (options.tables.size() == 1) return column;
  return columns == 1 ? stem : stem + " " + column;
}

void read_series(const std::string& path, const Options& options, cli::Picture& picture) {
  io::TableReader table{path, {.allow_not_finite = true}};
  const auto& header = table.header();
  const Columns columns =
      with_place([&] { return table.name(); }, [&] { return columns_of(header, options, picture.form); });
  const std::size_t first = picture.series.size();
  for (const std::size_t c : columns.y) {
    picture.series.push_back(
        {label_of(options, path, header.fields[c], picture.form.branches ? 1 : columns.y.size()), {}, {}});
  }
  std::vector<double> row(header.fields.size());
  while (table.next(row)) {
    for (std::size_t i = 0; i < columns.y.size(); ++i) {
      picture.series[first + i].x.push_back(row[columns.x] * options.xscale);
      picture.series[first + i].y.push_back(row[columns.y[i]] *
                                            (picture.form.histogram ? options.xscale : options.yscale));
    }
  }
  if (table.rows() == 0) fail("{}: the table has no rows", table.name());
  if (picture.form.branches) cli::join_branches(picture.series, first);
  // Labels of the first table stand for all.
  if (first > 0) return;
  const auto label = [&](const std::string& asked, std::string form, std::size_t column, bool& ours) {
    if (form.empty()) form = cli::label_of_column(header.fields[column]);
    ours = asked.empty() && !form.empty();
    return !asked.empty() ? asked : ours ? cli::with_units(form, header.units) : header.fields[column];
  };
  const bool counts = picture.form.histogram;
  picture.xlabel =
      label(options.xlabel, picture.form.xlabel, counts ? columns.y[0] : columns.x, picture.xlabel_is_ours);
  // Several columns on one axis: only a label that was asked for fits all.
  const bool many =
      columns.y.size() > 1 && !picture.form.branches && options.ylabel.empty() && picture.form.ylabel.empty();
  if (!many) picture.ylabel = label(options.ylabel, picture.form.ylabel, columns.y[0], picture.ylabel_is_ours);
}

// All series are counted into the same bins.
void count(const Options& options, cli::Picture& picture) {
  cli::Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const auto& series : picture.series) {
    for (const double value : series.y) {
      if (!std::isfinite(value)) continue;
      range = {std::min(range.first, value), std::max(range.second, value)};
    }
  }
  if (!(range.first <= range.second)) fail("nothing to draw: no finite value");
  if (range.first == range.second) range = {range.first - 0.5, range.second + 0.5};
  if (!options.xrange.empty()) range = {options.xrange[0], options.xrange[1]};
  for (auto& series : picture.series) series = cli::histogram(series, options.bins, range);
}

void run(const Options& options) {
  cli::Picture picture = options.picture;
  picture.form = cli::load_template(options.form);
  picture.form.overlay = picture.form.overlay || options.overlay;
  picture.logx = picture.logx || picture.form.logx;
  picture.logy = picture.logy || picture.form.logy;
  check_range("xrange", options.xrange, picture.logx);
  check_range("yrange", options.yrange, picture.logy);
  for (const auto& path : options.tables) read_series(path, options, picture);
  if (picture.form.histogram) count(options, picture);
  if (options.labels.size() > picture.series.size()) {
    fail_usage("--series: expected at most {} names, got {}", picture.series.size(), options.labels.size());
  }
  for (std::size_t i = 0; i < options.labels.size(); ++i) picture.series[i].label = options.labels[i];
  if (!options.xrange.empty()) picture.xrange = cli::Range{options.xrange[0], options.xrange[1]};
  if (!options.yrange.empty()) picture.yrange = cli::Range{options.yrange[0], options.yrange[1]};
  const std::string bytes = cli::draw(picture);
  io::Output output{options.output.path};
  output.write(bytes);
  output.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
