#include "cli/parser.hpp"

#include "base/error.hpp"
#include "cli/help.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

struct Values {
  std::string file = "-";
  double width = 1.5, share = 0.1;
  int count = 3;
  std::vector<double> range;
  std::string method = "center";
  bool loud = false;
  std::uint64_t seed = 1;
  cli::OutputOption output;
};

Values read(std::vector<std::string> words) {
  Values values;
  cli::Parser parser{"tool", "Do things."};
  parser.positional(values.file, "FILE", "frames")
      .option("width", values.width, "W", "width", cli::positive)
      .option("share", values.share, "S", "share", {0, 0.5, true})
      .option("count", values.count, "N", "count", {1, 10})
      .option("range", values.range, "A,B", "range", 2)
      .choice("method", values.method, {"center", "range"}, "method")
      .flag("loud", values.loud, "loud")
      .table_output(values.output)
      .seed(values.seed)
      .threads();
  parser.read({"tool", std::move(words)});
  return values;
}

std::string complaint(std::vector<std::string> words) {
  try {
    read(std::move(words));
  } catch (const Error& error) {
    CHECK(error.status() == ExitStatus::usage);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("options fill the struct, what is not given keeps its default") {
  const auto values =
      read({"in.xyz", "--width", "2.5", "--range=-1,4e2", "--loud", "-o", "out", "--seed", "18446744073709551615"});
  CHECK(values.file == "in.xyz");
  CHECK(values.width == 2.5);
  CHECK(values.count == 3);
  CHECK(values.range == std::vector<double>{-1, 400});
  CHECK(values.loud);
  CHECK(values.output.path == "out");
  CHECK(values.seed == 18446744073709551615U);
}

TEST_CASE("negative numbers are values, names with dashes come behind --") {
  CHECK(complaint({"--width", "-3"}) == "--width: expected a positive number, got '-3'");
  CHECK(read({"--", "--odd name"}).file == "--odd name");
  CHECK(read({"-"}).file == "-");
}

TEST_CASE("each wrong command line has its own message") {
  CHECK(complaint({"--seed", "-3"}) == "--seed: expected an integer from 0 to 18446744073709551615, got '-3'");
  CHECK(complaint({"--seed", "18446744073709551616"}) ==
        "--seed: expected an integer from 0 to 18446744073709551615, got '18446744073709551616'");
  CHECK(complaint({"--wid", "3"}) == "unknown option '--wid' (did you mean --width?)");
  CHECK(complaint({"--width", "3", "--width", "4"}) == "--width is given twice");
  CHECK(complaint({"--width", "3x"}) == "--width: expected a positive number, got '3x'");
  CHECK(complaint({"--width", "nan"}) == "--width: expected a positive number, got 'nan'");
  CHECK(complaint({"--width", "1e-300"}) == "--width: expected a number from 1e-15 to 1e+15, got '1e-300'");
  CHECK(complaint({"--width", "1e300"}) == "--width: expected a number from 1e-15 to 1e+15, got '1e300'");
  CHECK(complaint({"--range", "1e300,2"}) == "--range: expected a number from -1e+100 to 1e+100, got '1e300'");
  CHECK(complaint({"--count", "2.5"}) == "--count: expected an integer, got '2.5'");
  CHECK(complaint({"--count", "11"}) == "--count: expected a number from 1 to 10, got '11'");
  CHECK(complaint({"--count", "99999999999999999999"}) == "--count: expected an integer, got '99999999999999999999'");
  CHECK(complaint({"--range", "1"}) == "--range: expected 2 values joined by commas, got '1'");
  CHECK(complaint({"--method", "centre"}) == "--method: expected center, range, got 'centre' (did you mean center?)");
  CHECK(complaint({"--loud=yes"}) == "option '--loud' does not take any arguments");
  CHECK(complaint({"a", "b"}) == "expected one FILE, got also 'b'");
  CHECK(complaint({"--share", "0"}) == "--share: expected a number above 0 and up to 0.5, got '0'");
  CHECK(complaint({"--threads", "0"}) == "--threads: expected a number from 1 to 4096, got '0'");
}

TEST_CASE("the help names every option and keeps to eighty columns") {
  cli::HelpPage page{"tool", "Do things.", "", {{"FILE", "frames", true, false}}, {}, {"tool --width 3"}};
  page.options.push_back({"width", 'w', "W",
                          std::string(300, 'x') + " and more words that go on for quite a while, on and on", "1.5",
                          true, false});
  const auto text = cli::help_text(page);
  CHECK_THAT(text, StartsWith("usage: tool --width W [OPTION…] [FILE]\n"));
  CHECK_THAT(text, ContainsSubstring("(required) [1.5]"));
  CHECK(cli::help_screen(page) == text);
  CHECK_THAT(cli::markdown_text(page),
             StartsWith("<!-- synopsis -->\n```\ntool --width W [OPTION…] [FILE]\n```\n<!-- options -->\n"));
  CHECK_THAT(cli::markdown_text(page), ContainsSubstring("- `-w`, `--width` *W*\\\n  x"));
}

TEST_CASE("help that does not fit a screen names what it does not explain") {
  cli::HelpPage page{"tool", "Do things.", "", {}, {}, {"tool --width-1 3"}};
  page.essentials = {"width-7"};
  for (int i = 0; i < 60; ++i)
    page.options.push_back({"width-" + std::to_string(i), 0, "W", "explained here", "", i == 3, false});
  CHECK(cli::height_of(cli::help_text(page)) > cli::screen_lines);
  const auto text = cli::help_screen(page);
  CHECK(cli::height_of(text) <= cli::screen_lines);
  CHECK_THAT(text, ContainsSubstring("  --width-3 W               explained here (required)\n"));
  CHECK_THAT(text, ContainsSubstring("  --width-7 W               explained here\n"));
  CHECK_THAT(
      text, ContainsSubstring("others, explained by 'tool --help-all':\n  --width-0  --width-1  --width-2  --width-4"));
  CHECK_THAT(text, ContainsSubstring("--width-59\n"));
  // Where they fit with the shared ones by name, all the program's own are explained.
  page.options.resize(36);
  CHECK(cli::help_screen(page) == cli::help_text(page));
  for (int i = 0; i < 16; ++i)
    page.options.push_back({"shared-" + std::to_string(i), 0, "", "of all", "", false, true});
  CHECK_THAT(cli::help_screen(page), ContainsSubstring("  --width-35 W              explained here\n"));
  CHECK_THAT(cli::help_screen(page), ContainsSubstring("  --shared-0  --shared-1"));
}

TEST_CASE("a line of a text is as high as it wraps on a hundred columns") {
  CHECK(cli::height_of("a\n\nb\n") == 3);
  CHECK(cli::height_of(std::string(100, 'x') + "\n") == 1);
  CHECK(cli::height_of(std::string(101, 'x') + "\ny") == 3);
}
