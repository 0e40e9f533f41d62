// Pictures by gnuplot: a template from share/plots, series of points, and words that are text, never commands.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.hpp"

namespace nnpipe::plot {

// A template is a gnuplot script that begins with lines "#: KEY VALUE": what it draws when nobody says otherwise.
// - about TEXT: shown in the list of templates
// - x NAME…: the first of these columns the table has
// - y NAME…: all of these the table has, f* is all that begin with f; of several such lines the first that fits
// - partials NAME: of a single table these instead, where it has several
// - fit NAME: a column that goes with the curve of each table, as a curve of its own
// - xlabel, ylabel TEXT: labels of the columns named so; {length} {energy} and so on stand for the table's units
// - label NAME TEXT: what a legend calls a column
// - logx, logy, histogram, parity, one, overlay, branches, ascending, well, enough, corners
struct Template {
  std::string name, path, about;
  std::vector<std::string> x;
  std::vector<std::vector<std::string>> y;
  std::string partials, fit;
  std::string xlabel, ylabel;
  std::vector<std::pair<std::string, std::string>> labels;  // column, text
  bool logx = false, logy = false;
  bool histogram = false;  // one column is counted into bins
  bool overlay = false;    // curves that agree are to be seen one over the other
  bool branches = false;   // all columns of a table are one curve of several branches
  bool ascending = false;  // a curve is broken where x goes back
  bool well = false;       // the y axis ends not far above the deepest well
  bool enough = false;     // the x axis ends where the curves have nearly all of their integral
  bool corners = false;    // ticks of x are those of the first table's note `corners`, LABEL=X …
  bool one = false;        // one column, where none is named, not all
  bool parity = false;     // the root mean square of y − x is written into the picture
};

// By name among the shared ones, or a path to one of the user's own. Throws Error with status usage: no such template.
Template load_template(const std::string& name);
std::vector<std::string> template_names();

struct Series {
  std::string label;
  std::string column;          // what it was read from
  std::vector<double> x, y;    // equally long; where both are NaN the curve is broken
  bool label_is_ours = false;  // it has markup
  std::size_t table = 0;       // of several, from 0
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
  std::string title, xlabel, ylabel, note;  // plain text where it is not markup
  std::string key;      // where the legend stands, "top-left", "above" or "none"; empty: where the template has it
  bool markup = false;  // title, note and ticks have gnuplot's: R_c, Å^{−2}, {/:Italic r}
  bool xlabel_is_ours = false, ylabel_is_ours = false;  // these have markup, as a template's label may
  std::optional<Range> xrange, yrange;
  std::vector<Tick> xticks;  // in place of numbers, with lines upwards
  bool logx = false, logy = false;
  UnitStyle units = UnitStyle::none;  // of the tables read
  std::vector<Series> series;
  std::vector<Series> fits;  // one a series, or none
};

// Counts of values in `bins` equal bins over the range, as points (centre, count).
Series histogram(const Series& values, int bins, Range range);

// The bytes of the picture; what gnuplot says beside them goes to `warn`. Throws Error: gnuplot is missing, or fails.
std::string draw(const Picture& picture, const std::function<void(const std::string&)>& warn);

}  // namespace nnpipe::plot
