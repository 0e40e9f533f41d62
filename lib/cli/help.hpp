// What a program says of itself, as --help text and as the generated parts of its page in Markdown.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nnpipe::cli {

struct HelpPage {
  struct Option {
    std::string name;  // long name, without dashes
    char letter = 0;   // short name, or 0
    std::string metavar, help, default_text;
    bool required = false;
    bool shared = false;  // one that every program has
    std::string scope{};  // what it is for; empty: for everything
  };
  struct Positional {
    std::string metavar, help;
    bool optional = true;
    bool many = false;
  };
  std::string name, summary, description;
  std::vector<Positional> positionals;
  std::vector<Option> options;
  std::vector<std::string> examples;
  std::vector<std::pair<std::string, std::string>> headings{};  // of scopes, in their order
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>>
      lists{};                            // of the manual, by name
  std::vector<std::string> essentials{};  // names of options that are explained even where not all have room
};

// Lines a text takes on a screen 100 columns wide; a page of help for a screen has at most 50.
inline constexpr std::size_t screen_lines = 50;
std::size_t height_of(std::string_view text);

// Everything, at most 80 columns wide but for examples.
std::string help_text(const HelpPage& page);
// What fits a screen: everything, or the shared options by name alone, or all but the essential and required ones too.
std::string help_screen(const HelpPage& page);
// The generated parts of the page in Markdown, each behind a line `<!-- NAME -->`: synopsis, options, and the lists of
// the manual. Lists of definitions are bullets whose terms end in a line break.
std::string markdown_text(const HelpPage& page);
std::string markdown_synopsis(const HelpPage& page);
// The options of one command under a heading of its name, with what it does.
std::string markdown_section(const HelpPage& page);
std::string markdown_part(std::string_view name, std::string_view text);

// The page of the parser that `read` makes print its manual: it is handed over here instead.
HelpPage page_of(const std::function<void()>& read);
// True, and the page is taken, while page_of() runs.
bool hand_over(const HelpPage& page);

}  // namespace nnpipe::cli
