#include <algorithm>
#include <array>
#include <utility>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "io/extxyz.hpp"
#include "io/provenance.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view provenance_key = "made_by";

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \t=\"'{}[],\\") != std::string_view::npos;
}

// A line end within the comment would end it.
void refuse_control(std::string_view word) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; };
  if (std::ranges::none_of(word, is_control)) return;
  fail("a line end or control character in {}, which extended XYZ cannot hold", quoted(word));
}

void append_word(std::string& out, std::string_view word) {
  refuse_control(word);
  if (!needs_quotes(word)) {
    out += word;
    return;
  }
  out += '"';
  for (const char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_pair(std::string& out, std::string_view key, std::string_view value) {
  out += ' ';
  append_word(out, key);
  out += '=';
  append_word(out, value);
}

void append_tensor(std::string& out, const Tensor6& t) {
  const std::array<double, 9> v{t.xx, t.xy, t.xz, t.xy, t.yy, t.yz, t.xz, t.yz, t.zz};
  for (std::size_t i = 0; i < 9; ++i) {
    if (i > 0) out += ' ';
    append(out, v[i] + 0.0);  // + 0.0: no negative zero
  }
}

// A per-atom column ready to be written.
struct OutColumn {
  std::string_view name;
  char type;
  int width;
  const std::vector<Vec3>* vectors = nullptr;
  const std::vector<double>* scalars = nullptr;
  const ExtraColumn* extra = nullptr;
};

std::vector<OutColumn> out_columns(const Frame& frame) {
  std::vector<OutColumn> columns;
  const auto vectors = [&](std::string_view name, const std::vector<Vec3>& values) {
    if (!values.empty()) columns.push_back({name, 'R', 3, &values});
  };
  const auto scalars = [&](std::string_view name, const std::vector<double>& values) {
    if (!values.empty()) columns.push_back({name, 'R', 1, nullptr, &values});
  };
  scalars("energies", frame.site_energies);
  vectors("forces", frame.forces);
  scalars("masses", frame.masses);
  vectors("velo", frame.velocities);
  for (const auto& extra : frame.columns) {
    if (extra.name == "species" || extra.name == "pos") fail("column {} would be written twice", quoted(extra.name));
    columns.push_back({extra.name, extra.type, extra.width, nullptr, nullptr, &extra});
  }
  std::stable_sort(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  const auto twice =
      std::adjacent_find(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.name == b.name; });
  if (twice != columns.end()) fail("column {} would be written twice", quoted(twice->name));
  return columns;
}

void append_vector(std::string& out, Vec3 v) {
  append(out, v.x);
  out += ' ';
  append(out, v.y);
  out += ' ';
  append(out, v.z);
}

// A key that the frame's own fields have taken: what was read under it and not understood gives way to these.
bool is_written(std::string_view key, const Frame& frame) {
  if (key == "virial" || key == "stress") return frame.virial.has_value();
  if (key == "energy") return frame.energy.has_value();
  return key == "pbc" || key == "Properties" || key == "units";
}

void append_comment(std::string& out, const Frame& frame, const std::vector<OutColumn>& columns) {
  if (frame.cell.exists()) {
    out += "Lattice=\"";
    for (int i = 0; i < 3; ++i) {
      if (i > 0) out += ' ';
      append_vector(out, frame.cell.vectors[static_cast<std::size_t>(i)]);
    }
    out += "\" ";
  }
  out += "Properties=species:S:1:pos:R:3";
  for (const auto& column : columns) {
    out += fmt::format(":{}:{}:{}", column.name, column.type, column.width);
  }
  const auto number = [&](std::string_view key, double value) {
    out += ' ';
    out += key;
    out += '=';
    append(out, value);
  };
  if (frame.energy) number("energy", *frame.energy);
  if (frame.site_energy) number("site_energy", *frame.site_energy);
  if (frame.virial) {
    const double volume = frame.cell.volume();
    out += volume > 0 ? " stress=\"" : " virial=\"";
    append_tensor(out, volume > 0 ? (-1.0 / volume) * *frame.virial : *frame.virial);
    out += '"';
  }
  out += " pbc=\"";
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0) out += ' ';
    out += frame.cell.periodic[i] ? 'T' : 'F';
  }
  out += "\" units=";
  out += to_string(frame.units);
  for (const auto& [key, value] : frame.info) {
    if (!is_written(key, frame)) append_pair(out, key, value);
  }
}

// The lines of atoms [first, last). Numbers go into a line that has room for all of them; what others have written in
// columns of theirs, behind it.
void append_atoms(std::string& text, const Frame& frame, const std::vector<OutColumn>& columns, std::size_t first,
                  std::size_t last) {
  std::size_t numbers = 3;
  for (const auto& column : columns) numbers += static_cast<std::size_t>(column.width);
  thread_local std::vector<char> line;
  line.resize((numbers + 1) * decimal_room);
  char* const begin = line.data();
  for (std::size_t atom = first; atom < last; ++atom) {
    const auto symbol = frame.elements[atom].symbol();
    char* to = std::copy(symbol.begin(), symbol.end(), begin);
    const auto write_number = [&](double value) {
      *to = ' ';
      to = write_decimal(to + 1, value);
    };
    const auto write_vector = [&](Vec3 v) {
      for (int axis = 0; axis < 3; ++axis) write_number(v[axis]);
    };
    write_vector(frame.positions[atom]);
    for (const auto& column : columns) {
      if (column.vectors != nullptr) {
        write_vector((*column.vectors)[atom]);
      } else if (column.scalars != nullptr) {
        write_number((*column.scalars)[atom]);
      } else {
        text.append(begin, to);
        to = begin;
        const auto width = static_cast<std::size_t>(column.width);
        for (std::size_t i = 0; i < width; ++i) (text += ' ') += column.extra->values[atom * width + i];
      }
    }
    *to++ = '\n';
    text.append(begin, to);
  }
}

// Of a large frame by all threads.
void append_all_atoms(std::string& text, const Frame& frame, const std::vector<OutColumn>& columns) {
  constexpr std::size_t block_size = 2048;
  const Blocks blocks{frame.size(), block_size};
  if (blocks.count() <= 1) return append_atoms(text, frame, columns, 0, frame.size());
  std::vector<std::string> parts(blocks.count());
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    append_atoms(parts[block], frame, columns, first, last);
  });
  for (const auto& part : parts) text += part;
}

}  // namespace

FrameWriter::FrameWriter(const std::string& path) : x_output{path} {}

FrameWriter::FrameWriter(const std::string& path, const Standing& standing)
    : x_output{path, standing.bytes}, x_frames{x_output.bytes() == 0 ? 0 : standing.records} {}

void FrameWriter::text_of(const Frame& frame, std::size_t before, std::string& text) const {
  // What nobody could read: a computation has run away.
  with_place([&] { return fmt::format("{}: frame {}", x_output.name(), before + 1); }, [&] { frame.check(); });
  text.clear();
  text += std::to_string(frame.size());
  text += '\n';
  const auto columns = out_columns(frame);
  if (before == 0 && !own_provenance().empty()) {
    // The first frame carries the history of the stream.
    Frame header = frame;
    std::string history = own_provenance();
    std::replace(history.begin(), history.end(), '"', '\'');
    if (const auto* earlier = frame.find_info(provenance_key)) history = *earlier + " | " + history;
    header.set_info(provenance_key, history);
    append_comment(text, header, columns);
  } else {
    append_comment(text, frame, columns);
  }
  text += '\n';
  append_all_atoms(text, frame, columns);
}

void FrameWriter::write(const Frame& frame) {
  text_of(frame, x_frames, x_text);
  write_text(x_text);
}

void FrameWriter::write_text(std::string_view frame) {
  x_output.write(frame);
  ++x_frames;
}

void FrameWriter::close() {
  if (x_frames == 0) fail("{}: no frames to write, expected at least one", x_output.name());
  x_output.close();
}

}  // namespace nnpipe::io
