#include "report/html_page.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "test.hpp"

using namespace nnpipe;
using report::HtmlPage;

namespace {

const std::string svg =
    "<?xml version=\"1.0\"?>\n<svg \n width=\"488\" height=\"369\"\n viewBox=\"0 0 488 369\">\n<title>Gnuplot</title>\n"
    "<circle id='dot' fill=\"#ffffff\"/><use xlink:href='#dot' id=\"two\"/><path clip-path='url(#dot)'/></svg>\n";

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("text in a page is text, wherever it stands") {
  HtmlPage page{"a < b", "1 & 2"};
  page.heading("<script>x");
  page.paragraph("x > \"y\"");
  page.figure(svg, "c & d", "\"><b>");
  page.table("<i>", {{"<u>"}, {"&"}});
  page.details("<s>", "a | b > c");
  page.list("<em>", {"d < e", "f"});
  const std::string html = page.finish();
  CHECK(count(html, "<ul>\n<li>d &lt; e</li>\n<li>f</li>\n</ul>") == 1);
  for (const char* word : {"<script>x", "<b>", "<i>", "<u>", "<s>", "<em>", "1 & 2"}) CHECK(count(html, word) == 0);
  CHECK(count(html, "a &lt; b") == 2);  // title and heading
  CHECK(count(html, "a | b &gt; c") == 1);
}

TEST_CASE("pictures in one page keep their names apart, fit its width, and say what they show") {
  HtmlPage page{"Title", "Lead"};
  page.heading("One");
  page.figure(svg, "first", "a rising line");
  page.figure(svg, "second", "a falling line");
  const std::string html = page.finish();
  std::set<std::string> names;
  for (auto at = html.find(" id="); at != std::string::npos; at = html.find(" id=", at + 1)) {
    const auto end = html.find(html[at + 4], at + 5);
    CHECK(names.insert(html.substr(at + 5, end - at - 5)).second);
  }
  CHECK(count(html, "href='#picture-2-dot'") == 1);
  CHECK(count(html, "url(#picture-1-dot)") == 1);
  CHECK(count(html, "fill=\"#ffffff\"") == 2);
  CHECK(count(html, "Gnuplot") == 0);
  CHECK(count(html, " width=\"488\"") == 0);
  CHECK(count(html, "role=\"img\"") == 2);
  CHECK(count(html, "a rising line") == 1);
  CHECK(count(html, "<div class=\"pictures\">") == 1);  // side by side
  CHECK(count(html, "http") == 0);
}

TEST_CASE("a page has one first heading, a list of its sections, and tables with heads") {
  HtmlPage page{"Title", "Lead"};
  page.heading("One");
  page.table("", {{"quantity", "value"}, {"energy", "0.5"}, {"force", "–"}}, {2});
  page.heading("Two");
  const std::string html = page.finish();
  CHECK(count(html, "<h1>") == 1);
  CHECK(count(html, "<h2 ") == 2);
  CHECK(count(html, "<section ") == count(html, "</section>"));
  CHECK(count(html, "href=\"#section-2\"") == 1);
  CHECK(count(html, "<th scope=\"col\" class=\"number\">value</th>") == 1);
  CHECK(count(html, "<tr class=\"marked\"><th scope=\"row\">force</th>") == 1);
}

TEST_CASE("what is no SVG is refused") {
  HtmlPage page{"Title", "Lead"};
  CHECK_THROWS_WITH(page.figure("PNG", "", ""), ContainsSubstring("no SVG"));
}
