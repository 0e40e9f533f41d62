#include "md/extrapolation.hpp"

#include <utility>

#include <fmt/format.h>

namespace nnpipe::md {

ExtrapolationWatch::ExtrapolationWatch(const potential::Potential& potential, std::int64_t every, bool stop,
                                       std::function<void(const std::string&)> say, double beyond)
    : x_every{every}, x_watch{potential, stop, std::move(say), beyond} {}

bool ExtrapolationWatch::see(const Moment& moment) {
  if (moment.step % x_every != 0) return true;
  return x_watch.observe(fmt::format("step {}", moment.step), moment.evaluator);
}

}  // namespace nnpipe::md
