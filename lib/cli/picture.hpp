// Pictures by gnuplot: a template from share/plots, series of points, and words that are text, never commands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.hpp"

namespace nnpipe::cli {

// A template is a gnuplot script that begins with lines "#: KEY VALUE": what it draws when nobody says otherwise.
//   about TEXT          shown in the list of templates
//   x NAME, y NAME…     columns, the first of these (y: all of these) the table has; f* is all that begin with f
//   xlabel, ylabel TEXT labels; {length} {energy} {time} {temperature} stand for the table's units
//   logx, logy, histogram, parity, one, overlay, branches
struct Template {
  std::string name, path, about;
  std::vector<std::string> x, y;
  std::string xlabel, ylabel;
  bool logx = false, logy = false;
  bool histogram = false;  // one column is counted into bins
  bool overlay = false;    // curves that agree are to be seen one over the other
  bool branches = false;   // all columns of a table are one curve of several branches
  bool one = false;        // one column, where none is named, not all
  bool parity = false;     // the root mean square of y − x is written into the picture
};

// By name among the shared ones, or a path to one of the user's own. Throws Error with status usage: no such template.
Template load_template(const std::string& name);
std::vector<std::string> template_names();

struct Series {
  std::string label;
  std::vector<double> x, y;  // equally long; where both are NaN the curve is broken
};

using Range = std::pair<double, double>;

struct Tick {
  double at;
  std::string label;
};
// "LABEL=X"; throws Error that says so.
Tick parse_tick(std::string_view text);

struct Picture {
  Template form;
  std::string format = "png";               // png, svg, pdf
  double width = 8.6, height = 6.5;         // cm; a column of a journal is 8.6 wide
  std::string title, xlabel, ylabel, note;  // plain text
  std::string key;  // where the legend stands, "top-left", "above" or "none"; empty: where the template has it
  bool xlabel_is_ours = false, ylabel_is_ours = false;  // a template's label may have markup
  std::optional<Range> xrange, yrange;
  std::vector<Tick> xticks;  // in place of numbers, with lines upwards
  bool logx = false, logy = false;
  std::vector<Series> series;
};

// A template's label with the units of the table; what stands in parentheses goes where there are none.
std::string with_units(const std::string& label, UnitStyle units);

// A label, as templates have them, for a column that usually means one thing; empty for any other.
std::string label_of_column(const std::string& column);

// Counts of values in `bins` equal bins over the range, as points (centre, count).
Series histogram(const Series& values, int bins, Range range);

// From `first` on, one series of all, broken where one ends and the next begins.
void join_branches(std::vector<Series>& series, std::size_t first);

// The bytes of the picture. Throws Error: gnuplot is missing, or what it said.
std::string draw(const Picture& picture);

}  // namespace nnpipe::cli
