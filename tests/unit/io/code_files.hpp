// What tests of readers share: frames of a text, what is said of it, texts with a part replaced.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/units.hpp"
#include "io/formats.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

namespace nnpipe {

inline const std::string reference = reference_folder() + "/codes/";
inline constexpr double kilobar = 0.1 / electronvolt_per_angstrom3_in_gigapascal;

inline std::vector<Frame> frames_of(const std::string& path, const std::vector<Element>& elements = {}) {
  io::FormatOptions options;
  options.lammps.elements = elements;
  const auto source = io::open_frames(path, {}, options);
  std::vector<Frame> frames;
  for (Frame frame; source->next(frame);) frames.push_back(frame);
  return frames;
}

inline std::vector<Frame> frames_in(const std::string& text, const std::vector<Element>& elements = {}) {
  const TemporaryFolder folder;
  return frames_of(folder.write("file", text), elements);
}

inline std::string message_of(const std::string& text, const std::vector<Element>& elements = {}) {
  return refusal_of([&] { frames_in(text, elements); });
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

// What the reading of a text says besides its frames.
inline std::vector<std::string> notices_of(const std::string& text, io::FormatOptions options = {}) {
  std::vector<std::string> told;
  const auto before = set_notice_handler([&](const std::string& words) { told.push_back(words); });
  const TemporaryFolder folder;
  const auto source = io::open_frames(folder.write("file", text), {}, options);
  for (Frame frame; source->next(frame);) continue;
  set_notice_handler(before);
  return told;
}

inline std::string small(const std::string& name) { return io::read_text(reference + "small/" + name); }

inline const Element si = element_of("Si"), o = element_of("O");

inline const std::string vasprun =
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<modeling>\n <atominfo>\n  <array name=\"atoms\" >\n   <set>\n"
    "    <rc><c>Si</c><c>   1</c></rc>\n    <rc><c>O </c><c>   2</c></rc>\n   </set>\n  </array>\n </atominfo>\n"
    " <structure name=\"initialpos\" >\n   <varray name=\"basis\" >\n    <v> 1 0 0 </v>\n   </varray>\n </structure>\n"
    " <calculation>\n  <scstep>\n   <energy>\n    <i name=\"e_fr_energy\">   -1.0 </i>\n   </energy>\n  </scstep>\n"
    "  <structure>\n   <varray name=\"basis\" >\n    <v> 10 0 0 </v>\n    <v> 0 10 0 </v>\n    <v> 0 0 5 </v>\n   "
    "</varray>\n"
    "   <varray name=\"positions\" >\n    <v> 0 0 0 </v>\n    <v> 0.5 0.25 0.5 </v>\n   </varray>\n  </structure>\n"
    "  <varray name=\"forces\" >\n   <v> 0.1 0 0 </v>\n   <v> -0.1 0 0 </v>\n  </varray>\n"
    "  <varray name=\"stress\" >\n   <v> 1 4 6 </v>\n   <v> 4 2 5 </v>\n   <v> 6 5 3 </v>\n  </varray>\n"
    "  <energy>\n   <i name=\"e_fr_energy\">   -2.5 </i>\n  </energy>\n </calculation>\n</modeling>\n";

}  // namespace nnpipe
