// fit-mlp: words of the command line that are more than a number. Numbers throw Error of usage.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "descriptor/set.hpp"
#include "train/frames/problem.hpp"

namespace nnpipe::fit_mlp {

// "NAME=NUMBER,…"; `positive`: not below 0.
std::vector<std::pair<std::string, double>> named_numbers(std::string_view option, std::string_view text,
                                                          bool positive);
// "15,15", "0": nodes of hidden layers.
std::vector<std::size_t> hidden_layers(std::string_view text);
// "15x15,20": hidden layers of several networks.
std::vector<std::vector<std::size_t>> networks(std::string_view text);
// "INNER,OUTER" of a core repulsion, "auto" or "none".
void choose_repulsion(std::string_view text, train::FrameOptions& options);
// "2G", "500M", "1e9": bytes.
std::size_t bytes_of(std::string_view option, std::string_view text);

// "90s", "10m", "2h": seconds.
double seconds_of(std::string_view option, std::string_view text);

// "at most 42 s left, "; nothing without a limit.
std::string time_in_words(const train::TimeLimit& limit);

// Sets of symmetry functions from a file of them, "-": standard input, or from a potential. Throws Error that tells of
// a name that is no file what may have been meant.
descriptor::SetFile sets_of(const std::string& path);

}  // namespace nnpipe::fit_mlp
