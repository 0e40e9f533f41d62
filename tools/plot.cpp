// plot: draws tables as pictures, by gnuplot from templates.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/output.hpp"
#include "plot/curves.hpp"
#include "plot/picture.hpp"
#include "plot/ranges.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string form = "line";
  std::vector<std::string> tables;
  plot::Wanted wanted;
  std::vector<std::string> labels;
  std::vector<double> xrange, yrange;
  std::vector<std::string> xticks;
  int bins = 50;
  bool overlay = false;
  plot::Picture picture;
  cli::OutputOption output;
};

const std::vector<std::string> formats = {"png", "svg", "pdf"};

// By what is asked for, else by the output's name; a name that promises another format is refused.
std::string format_of(const std::string& asked, const std::string& path) {
  if (!asked.empty()) return asked;
  const std::string ending = lower(std::filesystem::path{path}.extension().string());
  if (ending.empty()) return "png";
  if (std::find(formats.begin(), formats.end(), ending.substr(1)) == formats.end())
    fail_usage("--output: expected .png, .svg or .pdf at the end of the name, got {}", nnpipe::quoted(path));
  return ending.substr(1);
}

std::string description() {
  std::string text =
      "TEMPLATE is one of those below, or the path of your own gnuplot script. Columns are found by name. Several "
      "tables or columns give several curves. Without --x and --y each template takes its usual columns; line takes "
      "the first column and all others.\n";
  for (const auto& name : plot::template_names())
    text += fmt::format("\n  {:<18}{}", name, plot::load_template(name).about);
  return text;
}

// Markup is whole: what opens also closes.
void check_markup(const std::string& option, const std::string& text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size() && depth >= 0; ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
  }
  if (depth != 0) fail_usage("--{}: expected markup with each brace closed, got {}", option, nnpipe::quoted(text));
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
  parser.description(description())
      .word(options.form, "TEMPLATE", {}, "kind of picture")
      .positionals(options.tables, "TABLE", "tables to draw")
      .choice("format", format, formats, "format; default: by the output's name, else png")
      .option("x", options.wanted.x, "COLUMN", "column along the x axis")
      .option("y", options.wanted.y, "COLUMN,…",
              "columns along the y axis; histogram: columns whose values are counted")
      .option("series", options.labels, "TEXT,…", "names of the curves, in order")
      .option("title", picture.title, "TEXT", "title; a picture for print has none")
      .option("xlabel", options.wanted.xlabel, "TEXT", "label of the x axis")
      .option("ylabel", options.wanted.ylabel, "TEXT", "label of the y axis")
      .option("note", picture.note, "TEXT", "text in a corner; parity: the unit of the error written there")
      .option("xrange", options.xrange, "LO,HI", "range of the x axis", 2)
      .option("yrange", options.yrange, "LO,HI", "range of the y axis", 2)
      .option("xticks", options.xticks, "LABEL=X,…", "ticks of the x axis instead of numbers")
      .option("xscale", options.wanted.xscale, "FACTOR", "factor for x values, such as eV to meV", cli::positive)
      .option("yscale", options.wanted.yscale, "FACTOR", "factor for y values", cli::positive)
      .choice("key", picture.key, {"top-right", "top-left", "bottom-right", "bottom-left", "above", "none"},
              "position of the legend")
      .flag("markup", picture.markup, "texts have gnuplot's markup: R_c, Å^{−2}, {/:Italic r}")
      .flag("logx", picture.logx, "logarithmic x axis")
      .flag("logy", picture.logy, "logarithmic y axis")
      .flag("overlay", options.overlay, "curves that agree: the first broad and light, the others thin over it")
      .option("bins", options.bins, "N", "bins of a histogram", cli::Bounds{1, 100000})
      .option("size", size, "W,H", "width and height in cm", 2)
      .output(options.output)
      .example("gen-lj --points 500 --seed 1 | plot scatter --x r --y energy -o lj.png")
      .example("gen-lj --points 5000 | plot histogram --y energy --bins 40 --logy -o energies.svg");
  parser.essential({"x", "y", "series", "xlabel", "ylabel", "xrange", "yrange", "logx", "logy"});
  parser.read(arguments);
  picture.format = format_of(format, options.output.path);
  for (const double length : size) {
    if (!(length >= 2 && length <= 100)) fail_usage("--size: expected lengths from 2 to 100 cm, got {}", length);
  }
  cli::meaning_of("xticks", [&] {
    for (const auto& tick : options.xticks) picture.xticks.push_back(plot::parse_tick(tick));
  });
  if (picture.markup) {
    for (const auto& label : options.labels) check_markup("series", label);
    for (const auto& tick : picture.xticks) check_markup("xticks", tick.label);
    check_markup("title", picture.title);
    check_markup("xlabel", options.wanted.xlabel);
    check_markup("ylabel", options.wanted.ylabel);
    check_markup("note", picture.note);
  }
  picture.width = size[0];
  picture.height = size[1];
  options.wanted.several_tables = options.tables.size() > 1;
  return options;
}

// All series are counted into the same bins.
void count(const Options& options, plot::Picture& picture) {
  plot::Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const auto& series : picture.series) {
    for (const double value : series.y) {
      if (!std::isfinite(value)) continue;
      range = {std::min(range.first, value), std::max(range.second, value)};
    }
  }
  if (!(range.first <= range.second)) fail("nothing to draw: no finite value");
  if (range.first == range.second) range = {range.first - 0.5, range.second + 0.5};
  if (!options.xrange.empty()) range = {options.xrange[0], options.xrange[1]};
  for (auto& series : picture.series) series = plot::histogram(series, options.bins, range);
}

void run(const Options& options) {
  plot::Picture picture = options.picture;
  if (options.output.path == "-" && ::isatty(STDOUT_FILENO) != 0)
    fail_usage("--output: a terminal cannot show a picture, expected -o FILE");
  picture.form = plot::load_template(options.form);
  picture.logx = picture.logx || picture.form.logx;
  picture.logy = picture.logy || picture.form.logy;
  check_range("xrange", options.xrange, picture.logx);
  check_range("yrange", options.yrange, picture.logy);
  for (const auto& path : options.tables) plot::read_curves(path, options.wanted, picture);
  // Only curves of the same quantity may agree.
  const auto alike = [&](const plot::Series& series) { return series.column == picture.series.front().column; };
  const bool agree = options.tables.size() > 1 && std::all_of(picture.series.begin(), picture.series.end(), alike);
  picture.form.overlay = options.overlay || (picture.form.overlay && agree);
  // Either every curve has a fit, or none is drawn with one.
  if (picture.fits.size() != picture.series.size()) picture.fits.clear();
  if (picture.form.histogram) count(options, picture);
  if (picture.markup) {
    picture.xlabel_is_ours = picture.xlabel_is_ours || !options.wanted.xlabel.empty();
    picture.ylabel_is_ours = picture.ylabel_is_ours || !options.wanted.ylabel.empty();
  }
  if (options.labels.size() > picture.series.size()) {
    fail_usage("--series: expected at most {} names, got {}", picture.series.size(), options.labels.size());
  }
  for (std::size_t i = 0; i < options.labels.size(); ++i) {
    picture.series[i].label = options.labels[i];
    picture.series[i].label_is_ours = picture.markup;
  }
  if (!options.xrange.empty()) picture.xrange = plot::Range{options.xrange[0], options.xrange[1]};
  if (!options.yrange.empty()) picture.yrange = plot::Range{options.yrange[0], options.yrange[1]};
  plot::choose_ranges(picture);
  const std::string bytes = plot::draw(picture, cli::warn);
  io::Output output{options.output.path};
  output.write(bytes);
  output.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
