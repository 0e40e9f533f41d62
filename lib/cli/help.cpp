#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <string_view>

#include "base/text.hpp"
#include "cli/parser.hpp"

namespace nnpipe::cli {

namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t help_column = 28;
constexpr std::size_t screen_columns = 100;

// Columns a UTF-8 text takes (every code point one).
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
  return width;
}

// Appends `text` broken at blanks, lines after the first indented; `column` is where the first line begins.
void append_wrapped(std::string& out, std::string_view text, std::size_t column, std::size_t indent) {
  bool first = true;
  for (const auto word : split(text)) {
    if (!first && column + 1 + width_of(word) > page_width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
      first = true;
    }
    if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width_of(word);
    first = false;
  }
  out += '\n';
}

std::string synopsis_words(const HelpPage& page) {
  std::string out;
  for (const auto& option : page.options) {
    if (option.required) out += fmt::format(" --{} {}", option.name, option.metavar);
  }
  out += " [OPTION…]";
  for (const auto& positional : page.positionals) {
    const std::string word = positional.many ? positional.metavar + "…" : positional.metavar;
    out += positional.optional ? fmt::format(" [{}]", word) : " " + word;
  }
  return out;
}

std::string help_of(const HelpPage::Option& option) {
  std::string help = option.help;
  if (option.required) help += " (required)";
  if (!option.default_text.empty()) help += fmt::format(" [{}]", option.default_text);
  return help;
}

// Appends an option's name and choices ("--to a|b|c"), choices that do not fit going on below the first. Returns the
// column where it ends.
std::size_t append_name(std::string& out, std::string_view name) {
  const std::size_t indent = 2 + width_of(name.substr(0, name.find(' ') + 1));
  std::size_t column = 2;
  out.append(column, ' ');
  while (!name.empty()) {
    const std::string_view part = name.substr(0, std::min(name.find('|'), name.size() - 1) + 1);
    if (column > indent && column + width_of(part) > page_width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    }
    out += part;
    column += width_of(part);
    name.remove_prefix(part.size());
  }
  return column;
}

void append_entry(std::string& out, const std::string& name, const std::string& help) {
  std::size_t column = append_name(out, name);
  if (column + 2 > help_column) {
    out += '\n';
    column = 0;
  }
  out.append(help_column - column, ' ');
  append_wrapped(out, help, help_column, help_column);
}

// Text as Markdown takes it: what it would read as emphasis, code or HTML is escaped, and pages of the manual, named as
// nnpipe-sf(5), stay plain words, of which fill.sh makes links.
std::string markdown(std::string_view text) {
  const auto letter = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i]));
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside_word = c == '_' && i > 0 && letter(i - 1) && letter(i + 1);
    if (std::string_view("\\`*_<").find(c) != std::string_view::npos && !inside_word) out += '\\';
    out += c;
  }
  return out;
}

// An entry of a list of definitions: term and text, which a line break sets apart.
std::string definition(std::string_view term, std::string_view text) {
  return fmt::format("- {}\\\n  {}\n", term, markdown(text));
}

// "-o, --output FILE".
std::string option_words(const HelpPage::Option& option) {
  std::string words = option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name) : "--" + option.name;
  if (!option.metavar.empty()) words += " " + option.metavar;
  return words;
}

// Names alone, several a line.
void append_names(std::string& out, const std::vector<std::string>& names) {
  std::size_t column = 0;
  for (const auto& name : names) {
    if (column > 0 && column + 2 + width_of(name) > page_width) {
      out += '\n';
      column = 0;
    }
    out += "  " + name;
    column += 2 + width_of(name);
  }
  if (column > 0) out += '\n';
}

// Paragraphs, and lists of lines "  NAME  words", of which `brief` leaves the names.
void append_description(std::string& out, std::string_view description, bool brief) {
  if (description.empty()) return;
  std::vector<std::string> names;
  for (const auto part : split(description, '\n')) {
    if (trim(part).empty()) {
      out += '\n';
    } else if (!part.starts_with("  ")) {
      append_wrapped(out, part, 0, 0);
    } else if (brief) {
      names.emplace_back(split(part).front());
    } else {
      out += fmt::format("{}\n", part);
    }
  }
  append_names(out, names);
}

using Choice = std::function<bool(const HelpPage::Option&)>;

// The page with those options explained that are chosen, the others by name; `brief`: lists by name, too.
std::string page_text(const HelpPage& page, const Choice& explained, bool brief = false) {
  std::string out = "usage: " + page.name;
  append_wrapped(out, synopsis_words(page), 7 + page.name.size() + 1, 9);
  // The first word follows the name without a blank of its own.
  out.insert(7 + page.name.size(), " ");
  out += '\n';
  append_wrapped(out, page.summary, 0, 0);
  append_description(out, page.description, brief);
  if (!page.positionals.empty()) {
    out += '\n';
    for (const auto& positional : page.positionals) append_entry(out, positional.metavar, positional.help);
  }
  const auto group = [&](const std::string& heading, const Choice& in_it) {
    bool any = false;
    for (const auto& option : page.options) {
      if (!in_it(option) || !explained(option)) continue;
      if (!any) out += fmt::format("\n{}:\n", heading);
      any = true;
      append_entry(out, option_words(option), help_of(option));
    }
  };
  group("options", [](const auto& option) { return !option.shared && option.scope.empty(); });
  for (const auto& [scope, heading] : page.headings) {
    group(heading, [&name = scope](const auto& option) { return !option.shared && option.scope == name; });
  }
  group("shared options", [](const auto& option) { return option.shared; });
  std::vector<std::string> others;
  for (const auto& option : page.options) {
    if (explained(option)) continue;
    others.push_back(option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name) : "--" + option.name);
  }
  if (!others.empty()) {
    out += fmt::format("\nothers, explained by '{} --help-all':\n", page.name);
    append_names(out, others);
  }
  if (!page.examples.empty()) {
    out += "\nexamples:\n";
    for (const auto& example : page.examples) out += "  " + example + "\n";
  }
  return out;
}

}  // namespace

std::size_t height_of(std::string_view text) {
  std::size_t height = 0;
  for (const auto line : split(text.substr(0, text.find_last_not_of('\n') + 1), '\n')) {
    height += std::max<std::size_t>(1, (width_of(line) + screen_columns - 1) / screen_columns);
  }
  return height;
}

std::string help_text(const HelpPage& page) {
  return page_text(page, [](const auto&) { return true; });
}

std::string help_screen(const HelpPage& page) {
  std::string text = help_text(page);
  if (height_of(text) <= screen_lines) return text;
  text = page_text(page, [](const auto& option) { return option.required || !option.shared; });
  if (height_of(text) <= screen_lines || page.essentials.empty()) return text;
  const auto essential = [&](const HelpPage::Option& option) {
    const auto& names = page.essentials;
    return option.required || std::find(names.begin(), names.end(), option.name) != names.end();
  };
  return page_text(page, essential, true);
}

std::string markdown_synopsis(const HelpPage& page) {
  std::string out = page.name;
  for (const auto& option : page.options) {
    if (option.required) out += fmt::format(" --{} {}", option.name, option.metavar);
  }
  out += " [OPTION…]";
  for (const auto& positional : page.positionals) {
    const std::string word = positional.metavar + (positional.many ? "…" : "");
    out += positional.optional ? fmt::format(" [{}]", word) : " " + word;
  }
  return out + "\n";
}

namespace {
std::string markdown_options(const HelpPage& page) {
  std::string out;
  for (const auto& positional : page.positionals) {
    out += definition(fmt::format("*{}*", markdown(positional.metavar)), positional.help);
  }
  const auto group = [&](const Choice& in_it) {
    for (const auto& option : page.options) {
      if (!in_it(option)) continue;
      std::string name = option.letter != 0 ? fmt::format("`-{}`, ", option.letter) : "";
      name += fmt::format("`--{}`", option.name);
      if (!option.metavar.empty()) name += fmt::format(" *{}*", markdown(option.metavar));
      out += definition(name, help_of(option));
    }
  };
  group([](const auto& option) { return option.scope.empty(); });
  for (const auto& [scope, heading] : page.headings) {
    out += fmt::format("\n### {}\n\n", markdown(heading));
    group([&name = scope](const auto& option) { return option.scope == name; });
  }
  return out;
}
}  // namespace

std::string markdown_section(const HelpPage& page) {
  std::string out = fmt::format("\n### {}\n\n{}\n", page.name, markdown(page.summary));
  if (!page.description.empty()) out += fmt::format("\n{}\n", markdown(page.description));
  return out + "\n" + markdown_options(page);
}

std::string markdown_text(const HelpPage& page) {
  std::string out = markdown_part("synopsis", "```\n" + markdown_synopsis(page) + "```\n") +
                    markdown_part("options", markdown_options(page));
  for (const auto& [name, entries] : page.lists) {
    std::string list;
    for (const auto& [term, text] : entries) list += definition(fmt::format("`{}`", term), text);
    out += markdown_part(name, list);
  }
  return out;
}

std::string markdown_part(std::string_view name, std::string_view text) {
  return fmt::format("<!-- {} -->\n{}", name, text);
}

namespace {
HelpPage* wanted = nullptr;
}

HelpPage page_of(const std::function<void()>& read) {
  HelpPage page;
  wanted = &page;
  try {
    read();
  } catch (const HelpPrinted&) {
    // What a parser throws behind its help.
  }
  wanted = nullptr;
  return page;
}

bool hand_over(const HelpPage& page) {
  if (wanted == nullptr) return false;
  *wanted = page;
  return true;
}

}  // namespace nnpipe::cli
