// Small crystals that the tests of this module measure.
#pragma once

#include <initializer_list>
#include <string>

#include "atoms/frame.hpp"
#include "test.hpp"

inline nnpipe::Frame crystal(double a, const char* symbol, std::initializer_list<nnpipe::Vec3> basis) {
  nnpipe::Frame frame;
  frame.cell = nnpipe::Cell::orthogonal(a, a, a);
  for (const nnpipe::Vec3 s : basis) {
    frame.elements.push_back(nnpipe::element_of(symbol));
    frame.positions.push_back(s * a);
  }
  return frame;
}

inline nnpipe::Frame diamond(double a) {
  return crystal(a, "Si",
                 {{0, 0, 0},
                  {0, .5, .5},
                  {.5, 0, .5},
                  {.5, .5, 0},
                  {.25, .25, .25},
                  {.25, .75, .75},
                  {.75, .25, .75},
                  {.75, .75, .25}});
}

inline nnpipe::Frame fcc(double a) { return crystal(a, "Ar", {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}}); }

inline nnpipe::Frame repeated(const nnpipe::Frame& cell, int times) {
  nnpipe::Frame big = cell;
  big.elements.clear();
  big.positions.clear();
  for (auto& vector : big.cell.vectors) vector *= times;
  for (int x = 0; x < times; ++x) {
    for (int y = 0; y < times; ++y) {
      for (int z = 0; z < times; ++z) {
        for (std::size_t i = 0; i < cell.size(); ++i) {
          big.elements.push_back(cell.elements[i]);
          big.positions.push_back(cell.positions[i] + static_cast<double>(x) * cell.cell.vectors[0] +
                                  static_cast<double>(y) * cell.cell.vectors[1] +
                                  static_cast<double>(z) * cell.cell.vectors[2]);
        }
      }
    }
  }
  return big;
}

inline std::string silicon() { return share_folder() + "/potentials/Si.sw"; }
