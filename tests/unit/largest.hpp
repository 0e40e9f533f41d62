// The largest of several errors. NaN if one is: std::max passes over a NaN that comes second.
#pragma once

#include <cmath>

inline double larger(double one, double other) { return one > other || std::isnan(one) ? one : other; }
