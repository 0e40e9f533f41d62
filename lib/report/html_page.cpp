#include "report/html_page.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/style.hpp"

namespace nnpipe::report {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// What reports have on top of style.css, which they share with the site. Pictures have a white ground, day and night.
constexpr std::string_view own_style = R"(
body { max-width: 62rem; padding: 1rem; }
nav ul { columns: 15rem; padding-left: 1.2rem; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: .5rem 0; flex: 0 1 29rem; min-width: min(100%, 17rem); break-inside: avoid; }
figure { position: relative; } figure svg { width: 100%; height: auto; background: #fff; }
output { position: absolute; right: .4rem; bottom: 0; font-size: .8rem; color: #00568c; background: #fff;
  font-variant-numeric: tabular-nums; }
figcaption, caption { font-size: .9rem; color: var(--faint); text-align: left; }
.scroll { overflow-x: auto; } thead th { border-bottom: 2px solid var(--faint); }
th[scope=row] { font-weight: normal; min-width: 7rem; }
.number { text-align: right; } tr.marked { background: var(--marked); }
pre { font-size: .8rem; }
@media (max-width: 30rem) { th, td { padding: .2rem .35rem; font-size: .85rem; } }
@media print { body { max-width: none; font-size: 10pt; } nav, output { display: none; } figure { flex: 0 0 45%; }
  h2, h2 + p { break-after: avoid; } table, tr, summary { break-inside: avoid; } details::details-content { content-visibility: visible; display: block; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 6.5pt; } .scroll { overflow: visible; } }
)";

// Where a picture says what its axes are, the nearest point of a curve is shown with its values, at the pointer or by
// the arrow keys; beside all curves the pointer's own. Pages read without it. Curves are gnuplot's groups, each begun
// by the legend's sample where it has a legend.
constexpr std::string_view script = R"(<script>
addEventListener("beforeprint", () => { for (const folded of document.querySelectorAll("details")) folded.open = true; });
const curvesOf = (svg) => [...svg.querySelectorAll("g[id*=gnuplot_plot_]")].map((group) => {
  const points = [];
  for (const part of group.querySelectorAll("path, use")) {
    const words = part.getAttribute(part.tagName === "use" ? "transform" : "d");
    for (const [, x, y] of words.matchAll(/(?:[ML] ?|translate\()(-?[\d.]+),(-?[\d.]+)/g)) points.push({ x: +x, y: +y });
  }
  if (group.querySelector("text")) points.splice(0, group.querySelector("path") ? 2 : 1);
  const name = group.querySelector("title").textContent;
  return { name: name.startsWith("gnuplot_plot") ? "" : name + ": ", points };
}).filter((curve) => curve.points.length > 2);
for (const svg of document.querySelectorAll("svg[data-axes]")) {
  const [x0, x1, y0, y1, left, right, bottom, top, logx, logy] = svg.dataset.axes.split(" ").map(Number);
  const height = svg.viewBox.baseVal.height;
  const shown = document.createElement("output");
  svg.after(shown);
  const dot = document.createElementNS(svg.namespaceURI, "circle");
  for (const [key, is] of Object.entries({ r: 7, fill: "none", stroke: "#000", "stroke-width": 2, visibility: "hidden" }))
    dot.setAttribute(key, is);
  svg.append(dot);
  let curves, at = { curve: 0, point: 0 };
  const read = () => curves ??= curvesOf(svg).map((curve) => ({ ...curve, points: curve.points.filter((p) =>
    p.x >= left - 1 && p.x <= right + 1 && height - p.y >= bottom - 1 && height - p.y <= top + 1) })).filter((c) => c.points.length > 0);
  const value = (part, low, high, log) => log ? low * (high / low) ** part : low + part * (high - low);
  // As many digits as can be told on the picture.
  const number = (x, low, high, log) => (log ? +x.toPrecision(3) :
    +x.toFixed(Math.min(Math.max(Math.ceil(-Math.log10((high - low) / 2000)), 0), 20)) + 0).toString().replace("-", "−");
  const tell = (point, name) => {
    const u = (point.x - left) / (right - left), v = (height - point.y - bottom) / (top - bottom);
    shown.textContent = name + number(value(u, x0, x1, logx), x0, x1, logx) + " | " + number(value(v, y0, y1, logy), y0, y1, logy);
  };
  const mark = (point) => {
    dot.setAttribute("visibility", point ? "visible" : "hidden");
    if (point) { dot.setAttribute("cx", point.x); dot.setAttribute("cy", point.y); }
  };
  const clear = () => { shown.textContent = ""; mark(null); };
  const follow = (event) => {
    const pointer = svg.createSVGPoint();
    [pointer.x, pointer.y] = [event.clientX, event.clientY];
    const here = pointer.matrixTransform(svg.getScreenCTM().inverse());
    let nearest = 30 ** 2, found;
    read().forEach((curve, c) => curve.points.forEach((p, k) => {
      const far = (p.x - here.x) ** 2 + (p.y - here.y) ** 2;
      if (far < nearest) { nearest = far; found = { curve: c, point: k }; }
    }));
    const inside = here.x >= left && here.x <= right && height - here.y >= bottom && height - here.y <= top;
    if (found) {
      at = found;
      mark(curves[at.curve].points[at.point]);
      tell(curves[at.curve].points[at.point], curves[at.curve].name);
    } else if (inside) { mark(null); tell(here, ""); } else clear();
  };
  const walk = (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || read().length === 0) return;
    event.preventDefault();
    at.curve = (at.curve + step[0] + curves.length) % curves.length;
    const points = curves[at.curve].points;
    at.point = Math.min(Math.max(at.point + step[1] * Math.ceil(points.length / 50), 0), points.length - 1);
    mark(points[at.point]);
    tell(points[at.point], curves[at.curve].name);
  };
  svg.tabIndex = 0;
  svg.addEventListener("pointermove", follow);
  svg.addEventListener("pointerdown", follow);
  svg.addEventListener("pointerleave", clear);
  svg.addEventListener("keydown", walk);
  svg.addEventListener("blur", clear);
}
</script>
)";

// Names inside an SVG would clash with those of the next one: each gets the picture's own prefix.
std::string with_prefix(std::string_view svg, const std::string& prefix) {
  std::string out;
  std::size_t at = 0;
  constexpr std::array<std::string_view, 5> marks = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};
  // Where each is next: looked for once, as pictures of many points are long.
  std::array<std::size_t, marks.size()> found{};
  for (std::size_t m = 0; m < marks.size(); ++m) found[m] = svg.find(marks[m]);
  while (at < svg.size()) {
    std::size_t next = svg.size(), length = 0;
    for (std::size_t m = 0; m < marks.size(); ++m) {
      if (found[m] < at) found[m] = svg.find(marks[m], at);
      if (found[m] < next) {
        next = found[m];
        length = marks[m].size();
      }
    }
    out += svg.substr(at, next - at + length);
    if (length > 0) out += prefix;
    at = next + length;
  }
  return out;
}

void erase_between(std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  const auto to = from == std::string::npos ? from : text.find(end, from);
  if (to != std::string::npos) text.erase(from, to + end.size() - from);
}

// The picture as an element of the page: its own title and size go, it is named for who cannot see it.
std::string embedded(std::string_view svg, const std::string& prefix, std::string_view alternative) {
  const auto begin = svg.find("<svg");
  if (begin == std::string_view::npos) fail("no SVG to put into the page");
  std::string out = with_prefix(svg.substr(begin), prefix);
  erase_between(out, "<title>", "</title>");
  erase_between(out, "<desc>", "</desc>");
  const auto end = out.find('>');
  std::string tag = out.substr(0, end);
  for (const std::string_view size : {" width=\"", " height=\""}) {
    const auto at = tag.find(size);
    if (at != std::string::npos) tag.erase(at, tag.find('"', at + size.size()) + 1 - at);
  }
  const std::string label = prefix + "title";
  tag +=
      fmt::format(" role=\"img\" aria-labelledby=\"{0}\"><title id=\"{0}\">{1}</title>", label, escaped(alternative));
  return tag + out.substr(end + 1);
}

bool is_number(std::string_view cell) {
  return cell == "–" || cell == "-" ||
         (!cell.empty() && cell.find_first_not_of("0123456789.+-−e") == std::string_view::npos);
}

}  // namespace

HtmlPage::HtmlPage(std::string_view title, std::string_view lead) {
  const std::string name = escaped(title);
  x_head = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n"
      "<header>\n<h1>{}</h1>\n<p>{}</p>\n</header>\n",
      name, shared_style, own_style, name, escaped(lead));
}

void HtmlPage::heading(std::string_view text) {
  ++x_sections;
  x_contents += fmt::format("<li><a href=\"#section-{}\">{}</a></li>\n", x_sections, escaped(text));
  x_body += fmt::format("{0}<section aria-labelledby=\"section-{1}\">\n<h2 id=\"section-{1}\">{2}</h2>\n",
                        x_in_section ? "</section>\n" : "", x_sections, escaped(text));
  x_in_section = true;
}

void HtmlPage::paragraph(std::string_view text) { x_body += fmt::format("<p>{}</p>\n", escaped(text)); }

void HtmlPage::list(std::string_view lead, const std::vector<std::string>& lines) {
  x_body += fmt::format("<p><strong>{}</strong></p>\n<ul>\n", escaped(lead));
  for (const auto& line : lines) x_body += fmt::format("<li>{}</li>\n", escaped(line));
  x_body += "</ul>\n";
}

void HtmlPage::figure(std::string_view svg, std::string_view caption, std::string_view alternative) {
  ++x_figures;
  // Pictures that follow each other stand side by side where there is room.
  constexpr std::string_view open = "<div class=\"pictures\">\n", close = "</div>\n";
  if (x_body.ends_with("</figure>\n</div>\n"))
    x_body.erase(x_body.size() - close.size());
  else
    x_body += open;
  x_body += fmt::format("<figure>\n{}", embedded(svg, fmt::format("picture-{}-", x_figures), alternative));
  if (!caption.empty()) x_body += fmt::format("\n<figcaption>{}</figcaption>", escaped(caption));
  x_body += fmt::format("\n</figure>\n{}", close);
}

void HtmlPage::table(std::string_view caption, const std::vector<std::vector<std::string>>& rows,
                     const std::vector<std::size_t>& marked) {
  x_body += "<div class=\"scroll\" tabindex=\"0\"><table>\n";
  if (!caption.empty()) x_body += fmt::format("<caption>{}</caption>\n", escaped(caption));
  // A column stands right if all of it, below its head, are numbers.
  const auto is_right = [&](std::size_t column) {
    return rows.size() > 1 && std::all_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
             return column < row.size() && is_number(row[column]);
           });
  };
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const bool noticed = std::find(marked.begin(), marked.end(), r) != marked.end();
    x_body += r == 0 ? "<thead><tr>" : noticed ? "<tr class=\"marked\">" : "<tr>";
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string_view element = r == 0 ? "th scope=\"col\"" : c == 0 ? "th scope=\"row\"" : "td";
      x_body += fmt::format("<{}{}>{}</{}>", element, is_right(c) ? " class=\"number\"" : "", escaped(rows[r][c]),
                            element.substr(0, 2));
    }
    x_body += r == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n";
  }
  x_body += "</tbody></table></div>\n";
}

void HtmlPage::details(std::string_view summary, std::string_view lines) {
  x_body += fmt::format("<details><summary>{}</summary>\n<pre>{}</pre></details>\n", escaped(summary), escaped(lines));
}

std::string HtmlPage::finish() {
  std::string out = std::move(x_head);
  if (x_sections > 1) out += fmt::format("<nav aria-label=\"Contents\">\n<ul>\n{}</ul>\n</nav>\n", x_contents);
  return out + "<main>\n" + x_body + (x_in_section ? "</section>\n" : "") + "</main>\n" + std::string{script} +
         "</body>\n</html>\n";
}

}  // namespace nnpipe::report
