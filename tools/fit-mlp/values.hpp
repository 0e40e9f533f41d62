// fit-mlp: words of the command line that are more than a number. Numbers throw Error of usage.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nnpipe::fit_mlp {

// NAME=NUMBER words; `positive`: not below 0.
std::vector<std::pair<std::string, double>> numbers_of(std::string_view option, const std::vector<std::string>& words,
                                                       bool positive);
// "15x15", "20" …: nodes of hidden layers, one entry a word.
std::vector<std::vector<std::size_t>> hidden_of(const std::vector<std::string>& words);
// "2G", "500M", "1e9": bytes.
std::size_t bytes_of(std::string_view option, std::string_view text);

// The text of a set of symmetry functions, "-": standard input. Throws Error that tells of a name that is no file what
// may have been meant.
std::string set_text(const std::string& path);

}  // namespace nnpipe::fit_mlp
