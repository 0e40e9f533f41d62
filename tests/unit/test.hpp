// What every unit test includes: Catch2 of either version.
#pragma once

#include <string>

#if NNPIPE_CATCH_VERSION >= 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>
// Version 3's name, where Contains is about ranges.
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif
// One by one: version 2 has a namespace Catch::Matchers::Approx, which would hide the class.
using Catch::Matchers::EndsWith;
using Catch::Matchers::Matches;
using Catch::Matchers::Predicate;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

// tests/reference and share of the checkout. Functions, not macros: a test is then compiled alike in every checkout,
// and a compiler cache serves all of them.
std::string reference_folder();
std::string share_folder();
