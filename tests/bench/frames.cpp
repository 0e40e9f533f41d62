// frames: what extended XYZ costs to read and to write, in MB a second of thread CPU time: 1000 silicon atoms a frame
// with positions and forces of 15 to 17 digits, as the programs write them.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "atoms/frame.hpp"
#include "base/random.hpp"
#include "cpu_clock.hpp"
#include "io/extxyz.hpp"

namespace {

using namespace nnpipe;

Frame silicon() {
  constexpr int cells = 10;
  constexpr double a = 5.431;
  Random random{7};
  Frame frame;
  frame.cell = Cell::orthogonal(cells * a, cells * a, cells * a);
  for (int i = 0; i < cells * cells * cells; ++i) {
    const auto at = [&](int n) { return a * n + 0.1 * random.normal(); };
    frame.elements.push_back(element_of("Si"));
    frame.positions.push_back({at(i % cells), at(i / cells % cells), at(i / cells / cells)});
    frame.forces.push_back({random.normal(), random.normal(), random.normal()});
  }
  frame.energy = -4.3 * cells * cells * cells;
  return frame;
}

// Least of the runs that fit into two seconds.
template <typename Work>
double least(Work&& work) {
  double best = 1e99;
  for (const double begin = seconds(); seconds() - begin < 2;) {
    const double start = seconds();
    work();
    best = std::min(best, seconds() - start);
  }
  return best;
}

void rate(const char* name, std::size_t bytes, double time) {
  std::printf("%s-rate %.4g MB/s\n", name, 1e-6 * static_cast<double>(bytes) / time);
  std::fflush(stdout);
}

}  // namespace

int main() {
  const Frame frame = silicon();
  constexpr int frames = 100;
  const std::string path = "bench-frames.xyz";
  const auto write = [&](const std::string& to) {
    io::FrameWriter writer{to};
    for (int i = 0; i < frames; ++i) writer.write(frame);
    writer.close();
  };
  write(path);
  std::size_t bytes = 0;
  {
    io::Input input{path};
    std::string_view line;
    while (input.line(line)) bytes += line.size() + 1;
  }
  rate("frames-write", bytes, least([&] { write("/dev/null"); }));
  rate("frames-read", bytes, least([&] {
         io::FrameReader reader{path};
         Frame read;
         while (reader.next(read)) {
         }
       }));
  rate("frames-copy", bytes, least([&] {
         io::FrameReader reader{path};
         io::FrameWriter writer{"/dev/null"};
         Frame read;
         while (reader.next(read)) writer.write(read);
         writer.close();
       }));
  std::remove(path.c_str());
}
