// What a Parser has been told, and the steps of reading a command line by it.
#pragma once

#include <boost/program_options.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/help.hpp"
#include "cli/parser.hpp"

namespace nnpipe::cli {

struct Parser::Impl {
  HelpPage page;
  struct Setter {
    std::string name;                             // long name, without dashes
    std::function<void(const std::string&)> set;  // empty for flags
    bool* flag = nullptr;
    bool required = false;
    std::function<std::string()> text{};  // the value now; empty: it has no part in what is computed
  };
  std::vector<Setter> setters;
  std::function<void(const std::string&)> word;  // of the leading positional that must be given
  std::string* path = nullptr;
  std::vector<std::string>* paths = nullptr;
  struct File {
    std::string name;  // of the option
    const std::string* path;
  };
  std::vector<File> read_files, written_files;
  std::vector<std::string> seen;
  std::string scope;          // of the options declared now
  bool rewrites = false;      // the output is of the input's kind
  std::string without_input;  // the option that leaves it alone
  bool progress = false, quiet = false, no_provenance = false, help = false, help_all = false, version = false,
       help_markdown = false;

  void add(std::string name, char letter, std::string metavar, std::string help_text, std::string default_text,
           std::function<void(const std::string&)> set, bool* flag = nullptr, bool required = false,
           bool shared = false) {
    page.options.push_back(
        {name, letter, std::move(metavar), std::move(help_text), std::move(default_text), required, shared, scope});
    setters.push_back({std::move(name), std::move(set), flag, required});
    if (flag != nullptr) counts([flag] { return std::string{*flag ? "yes" : "no"}; });
  }
  // The option added last is part of the canonical text, by this.
  void counts(std::function<std::string()> text) { setters.back().text = std::move(text); }

  // What read() does, in this order.
  void add_common_options();
  using Words = std::vector<boost::program_options::option>;
  Words split_words(const Arguments& arguments) const;
  // Which options are given, flags; the words that belong to none.
  std::vector<std::string> note_given(const Words& words);
  // Throws HelpPrinted if it was asked for.
  void print_help() const;
  void set_values(const Words& words) const;
  void check_required() const;
  void take_positionals(std::vector<std::string> positionals) const;
  void check_named_files() const;

 private:
  const Setter* find(const std::string& name) const;
};

}  // namespace nnpipe::cli
