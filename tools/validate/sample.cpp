// Pairs of reference and prediction of which so many are kept, each as likely as any other.
#include "report.hpp"

namespace nnpipe::validate {

void Sample::add(double known, double guess, Random& random) {
  ++x_seen;
  if (reference.size() < x_most) {
    reference.push_back(known);
    predicted.push_back(guess);
    return;
  }
  const auto place = static_cast<std::size_t>(random.below(x_seen));
  if (place >= x_most) return;
  reference[place] = known;
  predicted[place] = guess;
}

}  // namespace nnpipe::validate
