// input.nn of RuNNer and n2p2 as keywords with their words: names checked, what is no potential of short range refused.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace nnpipe::potential {

// Keywords in any order; # and ! start a comment. Aliases stand under the name that n2p2 gives them.
class RunnerSettings {
 public:
  // Throws Error "FILE:LINE: …" for a keyword of a potential with charges or of pairs, for one that changes the energy
  // and has no equal here, and for one that neither program knows: what it does to the energy cannot be told.
  explicit RunnerSettings(const std::string& path);

  const std::string& name() const { return x_name; }
  bool has(const std::string& keyword) const { return x_settings.contains(keyword); }

  // Runs `action(words)` on each line of the keyword, in the file's order.
  template <typename Action>
  void each(const std::string& keyword, Action&& action) const {
    const auto [begin, end] = x_settings.equal_range(keyword);
    for (auto at = begin; at != end; ++at) {
      with_place([&] { return fmt::format("{}:{}: {}", x_name, at->second.line, at->second.keyword); },
                 [&] {
                   const auto& words = at->second.words;
                   action(std::vector<std::string_view>{words.begin(), words.end()});
                 });
    }
  }

  // The same for a keyword that may stand once; false if it does not.
  template <typename Action>
  bool once(const std::string& keyword, Action&& action) const {
    if (x_settings.count(keyword) > 1) fail("{}: keyword {} is given twice", x_name, keyword);
    each(keyword, action);
    return has(keyword);
  }
  template <typename Action>
  void need(const std::string& keyword, Action&& action) const {
    if (!once(keyword, action)) fail("{}: no keyword '{}'", x_name, keyword);
  }
  double number(const std::string& keyword, double otherwise) const;

 private:
  struct Setting {
    std::string keyword;  // as the file has it
    std::vector<std::string> words;
    std::size_t line;
  };
  void check_kind() const;
  void check_keywords() const;
  void check_normalisation() const;
  std::string place(const Setting& setting) const;

  std::string x_name;
  std::multimap<std::string, Setting> x_settings;
};

}  // namespace nnpipe::potential
