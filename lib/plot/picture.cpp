#include "plot/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "io/input.hpp"

namespace nnpipe::plot {

namespace fs = std::filesystem;

namespace {

constexpr double dots_per_inch = 300;  // of PNG
constexpr double inch = 2.54;          // cm
constexpr double font_size = 8;        // points
constexpr std::string_view axes_mark = "nnpipe-axes ";

// In single quotes gnuplot reads nothing but a doubled quote; control characters have no business in a label.
std::string gnuplot_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "''";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out + "'";
}

// A text of others: gnuplot 5.4 stumbles over doubled quotes beside each other, and an apostrophe is none of its
// quotes.
std::string gnuplot_words(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "’";
    } else {
      out += c;
    }
  }
  return gnuplot_text(out);
}

// Plain text for enhanced terminals: what would be markup stands for itself.
std::string without_markup(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view{"_^{}@&~\\"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// As gnuplot is to read it.
std::string shown(std::string_view text, bool markup) {
  return gnuplot_words(markup ? std::string{text} : without_markup(text));
}

// How many letters of a text are seen: those of markup are not.
std::size_t letters_of(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("{/"))
      i = std::min(text.find_first_of(" }", i), text.size());
    else if (std::string_view{"{}_^\\"}.find(text[i]) == std::string_view::npos)
      letters += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 ? 1 : 0;
  }
  return letters;
}

std::size_t longest_label(const Picture& picture) {
  std::size_t letters = 0;
  for (const auto& series : picture.series) letters = std::max(letters, letters_of(series.label));
  return letters;
}

std::string terminal(const Picture& picture) {
  const double width = picture.width / inch, height = picture.height / inch;
  if (picture.format == "pdf") {
    return fmt::format("set terminal pdfcairo enhanced color size {:.3f}in,{:.3f}in font 'Sans,{}' linewidth 1\n",
                       width, height, font_size);
  }
  if (picture.format == "svg") {
    constexpr double svg_dots = 96;  // what a browser takes an inch for
    return fmt::format(
        "set terminal svg enhanced size {:.0f},{:.0f} font 'Sans,{:.1f}' linewidth {:.2f} background '#ffffff'\n",
        width * svg_dots * 1.5, height * svg_dots * 1.5, font_size * 1.5 * svg_dots / 72, 1.5);
  }
  // The terminal takes 96 dots for an inch in letters, 72 in lines and points.
  return fmt::format(
      "set terminal pngcairo enhanced color size {:.0f},{:.0f} font 'Sans,{:.1f}' linewidth {:.2f} pointscale {:.2f} "
      "dashlength 0.4 background '#ffffff'\n",
      width * dots_per_inch, height * dots_per_inch, font_size * dots_per_inch / 96, dots_per_inch / 72,
      dots_per_inch / 72);
}

Range bounds_of(const Picture& picture, bool of_x) {
  Range range{INFINITY, -INFINITY};
  const bool positive = of_x ? picture.logx : picture.logy;
  for (const auto* curves : {&picture.series, &picture.fits}) {
    for (const auto& series : *curves) {
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        const double value = of_x ? series.x[i] : series.y[i];
        if (!std::isfinite(value) || (positive && value <= 0)) continue;
        // Points beside the part of x to be seen say nothing of y.
        const bool beside =
            picture.xrange && !(series.x[i] >= picture.xrange->first && series.x[i] <= picture.xrange->second);
        if (!of_x && beside) continue;
        range.first = std::min(range.first, value);
        range.second = std::max(range.second, value);
      }
    }
  }
  return range;
}

// 1, 2 or 5 times a power of ten, about a fifth of the span.
double linear_step(double span) {
  const double rough = span / 4.5;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.85) return factor * power;
  }
  return 10 * power;
}

// Powers of ten; 1, 2 and 5 of each where fewer than two decades are to be seen.
std::string logarithmic_axis(char axis, Range range) {
  std::string out = fmt::format("set logscale {0}\nset m{0}tics 10\n", axis);
  if (range.second / range.first >= 100) return out + fmt::format("set format {} '10^{{%T}}'\n", axis);
  const int low = static_cast<int>(std::floor(std::log10(range.first)));
  const int high = static_cast<int>(std::ceil(std::log10(range.second)));
  // Ticks beyond the data would take room at the side.
  std::vector<double> ticks;
  const auto add = [&](double value) {
    if (value >= 0.999 * range.first && value <= 1.001 * range.second) ticks.push_back(value);
  };
  for (const std::vector<double>& factors :
       {std::vector{1.0, 2.0, 5.0}, std::vector{1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0}}) {
    if (ticks.size() >= 2) break;
    ticks.clear();
    for (int power = low; power <= high; ++power) {
      for (const double factor : factors) add(factor * std::pow(10.0, power));
    }
  }
  // Less than an octave: as on a linear axis.
  if (ticks.size() < 2 && range.second > range.first) {
    const double step = linear_step(range.second - range.first);
    ticks.clear();
    for (double k = std::floor(range.first / step); k * step <= range.second; ++k) add(k * step);
  }
  if (ticks.empty()) return out;
  std::string separator = fmt::format("set {}tics (", axis);
  for (const double value : ticks) {
    out += fmt::format("{}'{:g}' {:.17g}", separator, value, value);
    separator = ", ";
  }
  return out + ")\n";
}

// Four or five ticks, all with the same decimals: more would run into each other. Angles go by sixths of their range.
std::string linear_axis(char axis, Range range) {
  const double span = range.second - range.first;
  if (!(span > 0)) return {};
  const bool angles = range.first == 0 && (range.second == 180 || range.second == 360);
  const double step = angles ? range.second / 6 : linear_step(span);
  std::string out = fmt::format("set {}tics {}\n", axis, to_text(step));
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step * 1.0001))));
  const bool plain = decimals <= 5 && std::max(std::abs(range.first), std::abs(range.second)) < 1e6;
  if (plain) out += fmt::format("set format {} '%.{}f'\n", axis, decimals);
  return out;
}

// Where a legend covers no curve: the first corner that is empty, else above the picture.
std::string empty_corner(const Picture& picture) {
  const Range xs = picture.xrange.value_or(bounds_of(picture, true));
  const Range ys = picture.yrange.value_or(bounds_of(picture, false));
  const auto place = [](double value, Range range, bool logarithmic) {
    if (logarithmic) return std::log(value / range.first) / std::log(range.second / range.first);
    return (value - range.first) / (range.second - range.first);
  };
  // Of the axes' room: a letter is about 0.14 cm wide, a line 0.4 cm high; labels and numbers take their part.
  const double width = (1.2 + 0.14 * static_cast<double>(longest_label(picture))) / (picture.width - 1.8);
  const double height = (0.3 + 0.4 * static_cast<double>(picture.series.size())) / (picture.height - 1.4);
  std::array<bool, 4> taken{};
  for (const auto& series : picture.series) {
    double last_x = NAN, last_y = NAN;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const double x = place(series.x[i], xs, picture.logx), y = place(series.y[i], ys, picture.logy);
      // Points between two are on a curve as well.
      constexpr int steps = 16;
      for (int k = std::isfinite(last_x + last_y) ? 1 : steps; k <= steps; ++k) {
        const double part = static_cast<double>(k) / steps;
        const double at_x = k == steps ? x : last_x + part * (x - last_x);
        const double at_y = k == steps ? y : last_y + part * (y - last_y);
        const bool right = at_x > 1 - width, left = at_x<width, top = at_y> 1 - height, bottom = at_y < height;
        taken[0] = taken[0] || (top && right);
        taken[1] = taken[1] || (top && left);
        taken[2] = taken[2] || (bottom && right);
        taken[3] = taken[3] || (bottom && left);
      }
      last_x = x;
      last_y = y;
    }
  }
  constexpr std::array corners = {"top right", "top left Left reverse", "bottom right", "bottom left Left reverse"};
  const auto free = std::find(taken.begin(), taken.end(), false);
  return free == taken.end() ? "@above" : corners[static_cast<std::size_t>(free - taken.begin())];
}

std::string axes(const Picture& picture) {
  std::string out;
  const auto label = [&out](std::string_view what, const std::string& text, bool markup) {
    if (!text.empty()) out += fmt::format("set {} {}\n", what, shown(text, markup));
  };
  if (picture.key == "none") {
    out += "unset key\n";
  } else if (!picture.key.empty()) {
    std::string place = picture.key;
    std::replace(place.begin(), place.end(), '-', ' ');
    out += place == "above" ? "set key @above\n" : fmt::format("set key {}\n", place);
  } else if (picture.series.size() > 1) {
    out += fmt::format("set key {}\n", empty_corner(picture));
  }
  label("title", picture.title, picture.markup);
  label("xlabel", picture.xlabel, picture.xlabel_is_ours);
  label("ylabel", picture.ylabel, picture.ylabel_is_ours);
  const auto axis = [&](char name, const std::optional<Range>& wanted, bool logarithmic, bool of_x) {
    if (wanted) out += fmt::format("set {}range [{}:{}]\n", name, to_text(wanted->first), to_text(wanted->second));
    Range range = wanted ? *wanted : bounds_of(picture, of_x);
    if (!wanted && picture.form.parity) {  // both axes alike
      const Range other = bounds_of(picture, !of_x);
      range = {std::min(range.first, other.first), std::max(range.second, other.second)};
    }
    if (!wanted && !of_x && picture.form.histogram && !logarithmic) range.first = 0;
    // A single value has an axis, too.
    if (!wanted && of_x && !logarithmic && range.first == range.second) {
      const double margin = range.first == 0 ? 0.5 : 0.1 * std::abs(range.first);
      range = {range.first - margin, range.second + margin};
      out += fmt::format("set xrange [{}:{}]\n", to_text(range.first), to_text(range.second));
    }
    out += logarithmic ? logarithmic_axis(name, range) : linear_axis(name, range);
  };
  axis('x', picture.xrange, picture.logx, true);
  if (!picture.xticks.empty()) {
    std::string separator = "set grid noytics xtics linecolor rgb '#bbbbbb' linewidth 0.5\nset xtics (";
    for (const auto& tick : picture.xticks) {
      out += fmt::format("{}{} {}", separator, shown(tick.label, picture.markup), to_text(tick.at));
      separator = ", ";
    }
    out += ")\n";
  }
  axis('y', picture.yrange, picture.logy, false);
  return out;
}

// Series one after the other, then fits, two empty lines between: gnuplot's "index" counts them.
std::string data_block(const Picture& picture) {
  std::string out = "$data << NNPIPE_END_OF_DATA\n";
  bool first = true;
  const auto add = [&](const Series& series) {
    if (!std::exchange(first, false)) out += "\n\n";
    bool fresh = true;  // two empty lines would begin a series
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (std::isnan(series.x[i]) && std::isnan(series.y[i]) && !fresh) {
        out += '\n';
        fresh = true;
      }
      if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) continue;
      fresh = false;
      append(out, series.x[i]);
      out += ' ';
      append(out, series.y[i]);
      out += '\n';
    }
  };
  for (const auto& series : picture.series) add(series);
  for (const auto& fit : picture.fits) add(fit);
  return out + "NNPIPE_END_OF_DATA\n";
}

std::string note_of(const Picture& picture) {
  if (!picture.form.parity) return picture.note;
  double sum = 0;
  std::size_t count = 0;
  for (const auto& series : picture.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const double difference = series.y[i] - series.x[i];
      if (!std::isfinite(difference)) continue;
      sum += difference * difference;
      ++count;
    }
  }
  if (count == 0) return picture.note;
  const double error = std::sqrt(sum / static_cast<double>(count));
  if (picture.note.empty()) return fmt::format("RMSE {:.3g}", error);
  const bool small = picture.note.starts_with("eV") && error < 0.1;
  return fmt::format("RMSE {:.3g} {}{}", small ? 1000 * error : error, small ? "m" : "", picture.note);
}

std::string script_of(const Picture& picture) {
  std::string script = terminal(picture);
  script += fmt::format("count = {}\nfits = {}\n", picture.series.size(), picture.fits.size());
  const auto array = [&](std::string_view name, const auto& text_of) {
    script += fmt::format("array {}[{}] = [", name, picture.series.size());
    for (std::size_t s = 0; s < picture.series.size(); ++s) script += (s > 0 ? ", " : "") + text_of(picture.series[s]);
    script += "]\n";
  };
  array("label", [](const Series& s) { return shown(s.label, s.label_is_ours); });
  array("name_of", [](const Series& s) { return gnuplot_words(s.column); });
  script += fmt::format("array table_of[{}] = [", picture.series.size());
  for (std::size_t s = 0; s < picture.series.size(); ++s) {
    script += fmt::format("{}{}", s > 0 ? ", " : "", picture.series[s].table + 1);
  }
  script += "]\n";
  // Bins end a little before the tick that bounds them.
  const Range xs = bounds_of(picture, true);
  const double step = xs.second > 0 ? linear_step(xs.second) : 1;
  const double tick = std::ceil(xs.second / step) * step;
  script += fmt::format("x_end = {}\n", to_text(tick - xs.second < 0.02 * xs.second ? tick : xs.second));
  script += fmt::format("note = {}\n", shown(note_of(picture), picture.markup));
  std::size_t points = 0;
  for (const auto& series : picture.series) points = std::max(points, series.x.size());
  script += fmt::format(
      "logarithmic_y = {:d}\ngiven_x = {:d}\ngiven_y = {:d}\noverlay = {:d}\ngiven_key = {:d}\npoints = {}\n",
      picture.logy, picture.xrange.has_value(), picture.yrange.has_value(), picture.form.overlay, !picture.key.empty(),
      points);
  // Letters are narrower than gnuplot thinks: columns of a legend above would stand far apart, or end beside the
  // picture.
  script += fmt::format("above = 'above Left reverse width {:.1f}'\n",
                        -0.17 * std::max(0.0, static_cast<double>(longest_label(picture)) - 4));
  script += data_block(picture);
  script += fmt::format("load {}\n", gnuplot_text(share_path("plots/style.gp")));
  script += axes(picture);
  script += fmt::format("load {}\n", gnuplot_text(picture.form.path));
  if (picture.format == "svg") {
    script += fmt::format(
        "print sprintf('{}%.9g %.9g %.9g %.9g %.9g %.9g %.9g %.9g', GPVAL_X_MIN, GPVAL_X_MAX, GPVAL_Y_MIN, "
        "GPVAL_Y_MAX, GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, GPVAL_TERM_YMIN, GPVAL_TERM_YMAX)\n",
        axes_mark);
  }
  return script;
}

// An SVG says where its axes are and what they show, so that a page can tell values below the pointer: x from, to, y
// from, to; the same in dots from the left and from the bottom; whether x and y are logarithmic.
void mark_axes(std::string& svg, std::string_view axes, const Picture& picture) {
  const auto at = svg.find("<svg");
  if (at == std::string::npos) return;
  svg.insert(at + 4, fmt::format(" data-axes=\"{} {:d} {:d}\"", axes, picture.logx, picture.logy));
}

void check_points(const Picture& picture) {
  std::size_t points = 0;
  for (const auto& series : picture.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const bool seen = std::isfinite(series.x[i]) && std::isfinite(series.y[i]) &&
                        (!picture.logx || series.x[i] > 0) && (!picture.logy || series.y[i] > 0);
      points += seen ? 1 : 0;
    }
  }
  if (points == 0) fail("nothing to draw: no finite point{}", picture.logx || picture.logy ? " that is positive" : "");
}

// What gnuplot says is wrong: its last line that says something, without its own source's place.
std::string complaint(const Finished& finished) {
  const auto lines = split(std::string_view{finished.errors}, '\n');
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const auto text = trim(*line);
    if (!text.empty() && text != "^") return std::string{text};
  }
  return finished.ok() ? "it drew nothing" : describe_status(finished.status);
}

// Equal inputs give equal bytes: the date a PDF carries is one and the same.
void forget_date(std::string& bytes) {
  constexpr std::string_view mark = "/CreationDate (D:";
  constexpr std::string_view date = "20000101000000";
  const auto at = bytes.find(mark);
  if (at != std::string::npos && at + mark.size() + date.size() < bytes.size()) {
    bytes.replace(at + mark.size(), date.size(), date);
  }
}

void read_setting(Template& form, std::string_view line) {
  const auto words = split(line);
  if (words.empty()) return;
  const std::string_view key = words[0];
  const std::string rest{trim(line.substr(static_cast<std::size_t>(key.data() - line.data()) + key.size()))};
  const std::vector<std::string> names{words.begin() + 1, words.end()};
  if (key == "about")
    form.about = rest;
  else if (key == "x")
    form.x = names;
  else if (key == "y")
    form.y.push_back(names);
  else if (key == "xlabel")
    form.xlabel = rest;
  else if (key == "ylabel")
    form.ylabel = rest;
  else if (key == "logx")
    form.logx = true;
  else if (key == "logy")
    form.logy = true;
  else if (key == "histogram")
    form.histogram = true;
  else if (key == "one")
    form.one = true;
  else if (key == "overlay")
    form.overlay = true;
  else if (key == "branches")
    form.branches = true;
  else if (key == "ascending")
    form.ascending = true;
  else if (key == "well")
    form.well = true;
  else if (key == "enough")
    form.enough = true;
  else if (key == "corners")
    form.corners = true;
  else if (key == "partials" && !names.empty())
    form.partials = names.front();
  else if (key == "fit" && !names.empty())
    form.fit = names.front();
  else if (key == "label" && names.size() > 1)
    form.labels.emplace_back(names.front(), std::string{trim(std::string_view{rest}.substr(names.front().size()))});
  else if (key == "parity")
    form.parity = true;
  else
    fail("{}: unknown setting {}", form.path, quoted(key));
}

}  // namespace

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{share_path("plots")}) {
    if (entry.path().extension() == ".gp" && entry.path().stem() != "style")
      names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Template load_template(const std::string& name) {
  Template form;
  form.name = name;
  if (name.find('/') != std::string::npos || name.ends_with(".gp")) {
    form.path = name;
  } else {
    const auto names = template_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      if (std::filesystem::exists(name))
        fail_usage("{} is a file, expected a template before it: {}", nnpipe::quoted(name), join(names, ", "));
      const std::string near = nearest(name, names);
      fail_usage("no template {}, expected {}, or a path to a gnuplot script{}", nnpipe::quoted(name),
                 join(names, ", "), near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
    }
    form.path = share_path("plots/" + name + ".gp");
  }
  io::Input input{form.path};
  std::string_view line;
  while (input.line(line) && line.starts_with("#")) {
    if (line.starts_with("#:")) read_setting(form, line.substr(2));
  }
  return form;
}

Tick parse_tick(std::string_view text) {
  const auto equals = text.rfind('=');
  if (equals == std::string_view::npos) fail("expected LABEL=X, got {}", quoted(text));
  return {to_finite(text.substr(equals + 1), "X"), std::string{text.substr(0, equals)}};
}

Series histogram(const Series& values, int bins, Range range) {
  Series counted;
  counted.label = values.label;
  counted.x.resize(static_cast<std::size_t>(bins));
  counted.y.assign(static_cast<std::size_t>(bins), 0.0);
  const double width = (range.second - range.first) / bins;
  for (std::size_t b = 0; b < counted.x.size(); ++b)
    counted.x[b] = range.first + (static_cast<double>(b) + 0.5) * width;
  for (const double value : values.y) {
    if (!(value >= range.first && value <= range.second)) continue;
    const auto bin = static_cast<std::size_t>((value - range.first) / width);
    counted.y[std::min(bin, counted.y.size() - 1)] += 1;
  }
  return counted;
}

std::string draw(const Picture& picture, const std::function<void(const std::string&)>& warn) {
  check_points(picture);
  const std::string gnuplot = find_on_path("gnuplot");
  if (gnuplot.empty()) fail("no gnuplot on PATH, which draws the pictures: install it (Debian: gnuplot-nox)");
  // -d: nobody's own settings. The locale is one that knows UTF-8 and writes a decimal point.
  const Command command{
      gnuplot, {"gnuplot", "-d"}, {{"LC_ALL", "C.UTF-8"}, {"GNUPLOT_LIB", ""}, {"SOURCE_DATE_EPOCH", "0"}}};
  Finished finished = run_to_end(command, script_of(picture));
  if (!finished.ok() || finished.output.empty()) fail("gnuplot: {}", complaint(finished));
  for (const auto line : split(std::string_view{finished.errors}, '\n')) {
    if (line.starts_with(axes_mark))
      mark_axes(finished.output, trim(line.substr(axes_mark.size())), picture);
    else if (!trim(line).empty() && trim(line) != "^")
      warn(fmt::format("gnuplot: {}", trim(line)));
  }
  forget_date(finished.output);
  return std::move(finished.output);
}

}  // namespace nnpipe::plot
