// A report as one HTML page that needs nothing else: headings, text, tables, pictures inside it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::report {

// All text is text: nothing in it is markup. Pages read on a phone, on paper, by ear and without scripts.
class HtmlPage {
 public:
  // The title is the page's first heading; the lead stands below it.
  HtmlPage(std::string_view title, std::string_view lead);

  // Begins a section, which the list of contents names.
  void heading(std::string_view text);
  void paragraph(std::string_view text);
  // Lines below one another, under a word that stands out.
  void list(std::string_view lead, const std::vector<std::string>& lines);
  // A picture: the bytes of an SVG file, which become part of the page. `alternative` says what is to be seen.
  void figure(std::string_view svg, std::string_view caption, std::string_view alternative);
  // Rows of cells, the first of them the head; numbers stand right. `marked` are rows, from 1, to be noticed.
  void table(std::string_view caption, const std::vector<std::vector<std::string>>& rows,
             const std::vector<std::size_t>& marked = {});
  // Lines as they are, folded away behind a summary.
  void details(std::string_view summary, std::string_view lines);

  // The whole page; nothing is added after that.
  std::string finish();

 private:
  std::string x_head, x_contents, x_body;
  std::size_t x_sections = 0, x_figures = 0;
  bool x_in_section = false;
};

}  // namespace nnpipe::report
