// What every unit test includes: Catch2 of either version.
#pragma once

#if NNPIPE_CATCH_VERSION >= 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
using namespace Catch::Matchers;
#else
#include <catch2/catch.hpp>
using namespace Catch::Matchers;
// Version 3's name, where Contains is about ranges.
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif
