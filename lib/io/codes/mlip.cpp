#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/shown_units.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::append_vector;
using codes::LineSource;
using codes::vector_at;

class Mlip final : public LineSource {
 public:
  Mlip(Input input, const FormatOptions& options)
      : LineSource{std::move(input), options}, x_species{options.lammps.elements} {}

 private:
  bool read(Frame& frame) override {
    do {
      if (!line()) return false;
    } while (trim(x_line).empty());
    if (trim(x_line) != "BEGIN_CFG") fail("expected BEGIN_CFG, got {}", quoted(x_line));
    if (x_species.empty()) fail("types have numbers only, expected --elements to name them");
    std::size_t size = 0;
    codes::Once once;
    for (;;) {
      split(need("a configuration"), x_words);
      if (x_words.empty()) continue;
      if (x_words[0] == "END_CFG") break;
      const bool row = parse_double(x_words[0]).has_value();
      if (row && !frame.positions.empty()) fail("more rows of numbers than the {} atoms of Size", size);
      if (x_words[0] != "Feature") once(x_words[0]);
      if (x_words[0] == "Size") {
        const auto atoms = to_int(need_words("Size", 1)[0], "Size");
        if (atoms < 1 || atoms > 1000000000) fail("size {}, expected 1 or more", atoms);
        size = static_cast<std::size_t>(atoms);
      } else if (x_words[0] == "Supercell") {
        for (auto& vector : frame.cell.vectors) vector = vector_at(need_words("Supercell", 3), 0, "Supercell");
        frame.cell.periodic = {true, true, true};
      } else if (x_words[0] == "AtomData:") {
        read_atoms(frame, size);
      } else if (x_words[0] == "Energy") {
        frame.energy = to_finite(need_words("Energy", 1)[0], "Energy");
      } else if (x_words[0] == "PlusStress:") {
        read_stress(frame);
      } else if (x_words[0] == "Feature") {
        if (x_words.size() >= 3) {
          if (frame.find_info(x_words[1]) != nullptr) fail("feature {} occurs twice", quoted(x_words[1]));
          frame.set_info(x_words[1], std::string{x_words[2]});
        }
      } else {
        fail("unknown keyword {}, expected Size, Supercell, AtomData, Energy, PlusStress or Feature",
             quoted(x_words[0]));
      }
    }
    if (frame.positions.empty()) fail("no atoms, expected AtomData");
    return true;
  }

  void read_atoms(Frame& frame, std::size_t size) {
    const std::vector<std::string> names{x_words.begin() + 1, x_words.end()};
    const auto column = [&](std::string_view name) {
      return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    const std::size_t type = column("type"), force = column("fx"), id = column("id");
    const bool direct = column("cartes_x") == names.size();
    const std::size_t position = direct ? column("direct_x") : column("cartes_x");
    if (type == names.size() || position + 2 >= names.size()) fail("AtomData without type or positions");
    std::set<std::int64_t> ids;
    for (std::size_t i = 0; i < size; ++i) {
      const auto& words = need_words("the atoms", names.size());
      if (id < names.size() && !ids.insert(to_int(words[id], "id")).second) fail("two atoms have id {}", words[id]);
      const auto t = to_int(words[type], "type");
      if (t < 0 || t >= static_cast<std::int64_t>(x_species.size())) {
        fail("type {} has no element, {} given by --elements", t, x_species.size());
      }
      frame.elements.push_back(x_species[static_cast<std::size_t>(t)]);
      const Vec3 r = vector_at(words, position, "position");
      frame.positions.push_back(direct ? frame.cell.cartesian(r) : r);
      if (force < names.size()) frame.forces.push_back(vector_at(words, force, "force"));
    }
  }

  // In the order of the header, xx yy zz yz xz xy.
  void read_stress(Frame& frame) {
    const std::vector<std::string> names{x_words.begin() + 1, x_words.end()};
    const auto& words = need_words("PlusStress", 6);
    const auto of = [&](std::string_view name) {
      const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
      if (at >= words.size()) fail("PlusStress without {}", name);
      return to_finite(words[at], "PlusStress");
    };
    frame.virial = Virial{of("xx"), of("yy"), of("zz"), of("xy"), of("xz"), of("yz")};
  }

  std::vector<Element> x_species;
};

class MlipSink final : public FrameSink {
 public:
  MlipSink(const std::string& path, const FormatOptions& options)
      : x_output{path}, x_species{options.lammps.elements} {}

  void write(const Frame& frame) override {
    expect_metal(frame.units);
    codes::expect_all_or_none(frame, x_frames + 1, "MLIP");
    if (x_species.empty()) x_species = elements_in(frame);
    std::string text = fmt::format("BEGIN_CFG\n Size\n {}\n", frame.size());
    if (frame.cell.any_periodic()) {
      text += " Supercell\n";
      for (const Vec3 v : frame.cell.vectors) {
        append_vector(text, v);
        text += '\n';
      }
    }
    text += " AtomData: id type cartes_x cartes_y cartes_z";
    text += frame.forces.empty() ? "\n" : " fx fy fz\n";
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto at = std::find(x_species.begin(), x_species.end(), frame.elements[i]);
      if (at == x_species.end()) {
        fail("element {} has no type, expected --elements to name all", frame.elements[i].symbol());
      }
      text += fmt::format(" {} {}", i + 1, at - x_species.begin());
      append_vector(text, frame.positions[i]);
      if (!frame.forces.empty()) append_vector(text, frame.forces[i]);
      text += '\n';
    }
    if (frame.energy) text += fmt::format(" Energy\n {}\n", to_text(*frame.energy));
    if (frame.virial) {
      const auto& w = *frame.virial;
      text += " PlusStress: xx yy zz yz xz xy\n";
      for (const double value : {w.xx, w.yy, w.zz, w.yz, w.xz, w.xy}) text += " " + to_text(value);
      text += '\n';
    }
    x_output.write(text + "END_CFG\n\n");
    ++x_frames;
  }

  void close() override {
    if (x_frames == 0) fail("{}: no frame to write", x_output.name());
    x_output.close();
  }

 private:
  Output x_output;
  std::vector<Element> x_species;
  std::size_t x_frames = 0;
};

}  // namespace

std::unique_ptr<FrameSource> open_mlip(Input input, const FormatOptions& options) {
  return std::make_unique<Mlip>(std::move(input), options);
}
std::unique_ptr<FrameSink> create_mlip(const std::string& path, const FormatOptions& options) {
  return std::make_unique<MlipSink>(path, options);
}
bool looks_like_mlip(std::string_view start) { return trim(start).starts_with("BEGIN_CFG"); }

}  // namespace nnpipe::io
