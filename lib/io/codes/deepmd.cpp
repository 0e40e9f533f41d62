#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/folder.hpp"
#include "io/output.hpp"
#include "io/spool.hpp"

namespace nnpipe::io {

namespace {

namespace fs = std::filesystem;

// Rows of numbers, from NumPy's .npy (versions 1 to 3, little-endian float32 or float64, C order) or from text (.raw).
class Rows {
 public:
  Rows(const std::string& file, bool binary, std::size_t width) : x_input{file}, x_binary{binary}, x_width{width} {
    if (binary) with_place([&] { return file; }, [&] { read_header(); });
  }

  // nullptr where there is no such file. `path` without ending; width: numbers a row.
  static std::unique_ptr<Rows> open(const fs::path& path, std::size_t width) {
    for (const char* ending : {".npy", ".raw"}) {
      const std::string file = path.string() + ending;
      std::error_code ignored;
      if (fs::exists(file, ignored)) return std::make_unique<Rows>(file, ending == std::string_view{".npy"}, width);
    }
    return nullptr;
  }

  // False at the end.
  bool next(std::vector<double>& row) {
    return with_place([&] { return x_binary ? fmt::format("{}: row {}", x_input.name(), x_row + 1) : x_input.place(); },
                      [&] {
                        row.clear();
                        const bool more = x_binary ? binary(row) : text(row);
                        if (more) ++x_row;
                        return more;
                      });
  }
  const std::string& name() const { return x_input.name(); }

 private:
  void read_header() {
    std::array<unsigned char, 8> magic{};
    x_input.read(magic.data(), magic.size(), "the header");
    if (std::memcmp(magic.data(), "\x93NUMPY", 6) != 0) fail("not a file of NumPy (.npy)");
    std::array<unsigned char, 4> length{};
    x_input.read(length.data(), magic[6] == 1 ? 2 : 4, "the header");
    std::size_t bytes = 0;
    for (std::size_t k = 4; k-- > 0;) bytes = bytes * 256 + length[k];
    if (bytes > 65536) fail("header of {} bytes", bytes);
    std::string header(bytes, ' ');
    x_input.read(header.data(), bytes, "the header");
    x_single = header.find("'<f4'") != std::string::npos;
    if (!x_single && header.find("'<f8'") == std::string::npos)
      fail("expected numbers <f4 or <f8, got {}", nnpipe::quoted(header));
    if (header.find("'fortran_order': True") != std::string::npos)
      fail("columns stored first, expected rows (C order)");
    const auto open = header.find('('), close = header.find(')');
    if (open == std::string::npos || close == std::string::npos) fail("no shape in the header");
    std::size_t numbers = 1, dimensions = 0;
    for (const auto word : split(std::string_view{header}.substr(open + 1, close - open - 1), ',')) {
      if (trim(word).empty()) continue;
      numbers *= static_cast<std::size_t>(std::max<std::int64_t>(0, to_int(trim(word), "shape")));
      if (++dimensions == 1) x_rows = numbers;
    }
    if (dimensions == 0 || numbers != x_rows * x_width) {
      fail("{} numbers in {} rows, expected {} a row", numbers, x_rows, x_width);
    }
  }

  bool binary(std::vector<double>& row) {
    if (x_row == x_rows) return false;
    for (std::size_t k = 0; k < x_width; ++k) {
      double value = 0;
      if (x_single) {
        float narrow = 0;
        x_input.read(&narrow, sizeof narrow, "a row");
        value = static_cast<double>(narrow);
      } else {
        x_input.read(&value, sizeof value, "a row");
      }
      row.push_back(value);
    }
    return true;
  }

  bool text(std::vector<double>& row) {
    std::string_view line;
    if (!x_input.line(line)) return false;
    split(line, x_words);
    if (x_words.size() != x_width) fail("expected {} numbers, got {}", x_width, x_words.size());
    for (const auto word : x_words) row.push_back(to_finite(word, "value"));
    return true;
  }

  Input x_input;
  bool x_binary, x_single = false;
  std::size_t x_width, x_rows = 0, x_row = 0;
  std::vector<std::string_view> x_words;
};

std::vector<std::string> words_of(const std::string& path) {
  std::vector<std::string> words;
  const std::string text = read_text(path);
  for (const auto line : split(text, '\n')) {
    for (const auto word : split(line)) words.emplace_back(word);
  }
  return words;
}

std::vector<Vec3> vectors_of(const std::vector<double>& row) {
  std::vector<Vec3> vectors;
  for (std::size_t k = 0; k + 2 < row.size(); k += 3) vectors.push_back({row[k], row[k + 1], row[k + 2]});
  return vectors;
}

class DeepmdSource final : public FrameSource {
 public:
  DeepmdSource(std::string folder, const FormatOptions& options) : x_folder{std::move(folder)} {
    std::vector<Element> map = options.lammps.elements;
    std::error_code ignored;
    const std::string map_file = x_folder + "/type_map.raw";
    if (map.empty() && fs::exists(map_file, ignored)) {
      for (const auto& word : words_of(map_file)) map.push_back(element_of(word));
    }
    if (map.empty()) fail("{}: no type_map.raw, expected --elements to name the types", x_folder);
    for (const auto& word : words_of(x_folder + "/type.raw")) {
      const auto type = to_int(word, x_folder + "/type.raw: type");
      if (type < 0 || type >= static_cast<std::int64_t>(map.size())) {
        fail("{}/type.raw: type {} has no element, {} are named", x_folder, type, map.size());
      }
      x_elements.push_back(map[static_cast<std::size_t>(type)]);
    }
    if (x_elements.empty()) fail("{}/type.raw: no atoms", x_folder);
    x_periodic = !fs::exists(x_folder + "/nopbc", ignored);
    for (const auto& entry : fs::directory_iterator{x_folder}) {
      if (entry.is_directory() && entry.path().filename().string().starts_with("set.")) x_sets.push_back(entry.path());
    }
    std::sort(x_sets.begin(), x_sets.end());
    if (x_sets.empty()) x_sets.emplace_back(x_folder);
    open_set();
  }

  bool next(Frame& frame) override {
    std::vector<double> row;
    while (!x_coord->next(row)) {
      if (++x_set == x_sets.size()) {
        if (x_frames == 0) fail("{}: no frames", x_folder);
        return false;
      }
      open_set();
    }
    frame = {};
    frame.elements = x_elements;
    frame.positions = vectors_of(row);
    const auto take = [&](std::unique_ptr<Rows>& rows) {
      if (!rows) return false;
      if (!rows->next(row)) fail("{}: fewer rows than coord", rows->name());
      return true;
    };
    if (x_periodic) {
      if (!take(x_box)) fail("{}: no box, expected one or a file nopbc", x_sets[x_set].string());
      const auto vectors = vectors_of(row);
      std::copy(vectors.begin(), vectors.end(), frame.cell.vectors.begin());
      frame.cell.periodic = {true, true, true};
    }
    if (take(x_energy)) frame.energy = row[0];
    if (take(x_force)) frame.forces = vectors_of(row);
    if (take(x_virial)) {
      const auto v = vectors_of(row);
      frame.virial = codes::virial_of({v[0], v[1], v[2]}, 1);
    }
    ++x_frames;
    with_place([&] { return fmt::format("{}: frame {}", x_sets[x_set].string(), x_frames); }, [&] { frame.check(); });
    return true;
  }

 private:
  void open_set() {
    const auto& set = x_sets[x_set];
    const std::size_t coordinates = 3 * x_elements.size();
    x_coord = Rows::open(set / "coord", coordinates);
    if (!x_coord) fail("{}: no coord.npy or coord.raw", set.string());
    x_box = Rows::open(set / "box", 9);
    x_energy = Rows::open(set / "energy", 1);
    x_force = Rows::open(set / "force", coordinates);
    x_virial = Rows::open(set / "virial", 9);
  }

  std::string x_folder;
  std::vector<Element> x_elements;
  bool x_periodic = true;
  std::vector<fs::path> x_sets;
  std::size_t x_set = 0, x_frames = 0;
  std::unique_ptr<Rows> x_coord, x_box, x_energy, x_force, x_virial;
};

// One file of numbers, set aside row by row: NumPy's header counts the rows before them.
class Column {
 public:
  explicit Column(std::size_t width) : x_width{width}, x_rows{width, std::size_t{4} << 20U} {}

  void add(const std::vector<Vec3>& vectors) {
    x_row.clear();
    for (const Vec3 v : vectors) x_row.insert(x_row.end(), {v.x, v.y, v.z});
    x_rows.add(x_row);
  }
  void add(std::span<const double> row) { x_rows.add(row); }

  void write(Output& output) {
    const std::size_t rows = x_rows.rows();
    const std::string shape = x_width == 1 ? fmt::format("({},)", rows) : fmt::format("({}, {})", rows, x_width);
    std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': {}, }}", shape);
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    std::string start{"\x93NUMPY\x01\x00", 8};
    start += static_cast<char>(header.size() % 256);
    start += static_cast<char>(header.size() / 256);
    output.write(start + header);
    x_row.resize(x_width);
    for (x_rows.rewind(); x_rows.next(x_row);) {
      output.write({reinterpret_cast<const char*>(x_row.data()), x_width * sizeof(double)});
    }
  }

 private:
  std::size_t x_width;
  Spool x_rows;
  std::vector<double> x_row;
};

class DeepmdSink final : public FrameSink {
 public:
  DeepmdSink(std::string folder, const FormatOptions& options)
      : x_folder{std::move(folder)}, x_map{options.lammps.elements} {
    static_assert(std::endian::native == std::endian::little, "numbers are written as they stand in memory");
  }

  void write(const Frame& frame) override {
    const std::size_t number = ++x_frames;
    if (frame.units != UnitStyle::metal) fail("frame {}: units {}, expected metal", number, to_string(frame.units));
    if (number == 1) begin(frame);
    if (frame.elements != x_elements)
      fail("frame {}: other atoms than the first, a folder of DeePMD holds one kind", number);
    if (frame.cell.any_periodic() != x_periodic) fail("frame {}: periodic or not, unlike the first", number);
    if (x_energy.has_value() != frame.energy.has_value() || x_force.has_value() == frame.forces.empty() ||
        x_virial.has_value() != frame.virial.has_value()) {
      fail("frame {}: other labels than the first", number);
    }
    x_coord->add(frame.positions);
    if (x_box) x_box->add({frame.cell.vectors.begin(), frame.cell.vectors.end()});
    if (x_energy) x_energy->add(std::array{*frame.energy});
    if (x_force) x_force->add(frame.forces);
    if (x_virial) {
      const auto& w = *frame.virial;
      x_virial->add(std::array{w.xx, w.xy, w.xz, w.xy, w.yy, w.yz, w.xz, w.yz, w.zz});
    }
  }

  void close() override {
    if (x_frames == 0) fail("{}: no frame to write", x_folder);
    std::string types, names;
    for (const Element element : x_elements) {
      const auto at = std::find(x_map.begin(), x_map.end(), element);
      if (at == x_map.end()) fail("element {} has no type, expected --elements to name all", element.symbol());
      types += fmt::format("{}\n", at - x_map.begin());
    }
    for (const Element element : x_map) names.append(element.symbol()).append("\n");
    FolderWriters files{{"type.raw", [&](Output& output) { output.write(types); }},
                        {"type_map.raw", [&](Output& output) { output.write(names); }}};
    if (!x_periodic) files.emplace_back("nopbc", [](Output&) {});
    const auto add = [&](const char* name, std::optional<Column>& column) {
      if (column) files.emplace_back(fmt::format("set.000/{}.npy", name), [&](Output& out) { column->write(out); });
    };
    add("coord", x_coord);
    add("box", x_box);
    add("energy", x_energy);
    add("force", x_force);
    add("virial", x_virial);
    write_folder(x_folder, files);
  }

 private:
  void begin(const Frame& frame) {
    x_elements = frame.elements;
    x_periodic = frame.cell.any_periodic();
    if (x_map.empty()) x_map = elements_in(frame);
    x_coord.emplace(3 * frame.size());
    if (x_periodic) x_box.emplace(9);
    if (frame.energy) x_energy.emplace(1);
    if (!frame.forces.empty()) x_force.emplace(3 * frame.size());
    if (frame.virial) x_virial.emplace(9);
  }

  std::string x_folder;
  std::vector<Element> x_map, x_elements;
  bool x_periodic = true;
  std::size_t x_frames = 0;
  std::optional<Column> x_coord, x_box, x_energy, x_force, x_virial;
};

}  // namespace

std::unique_ptr<FrameSource> open_deepmd(const std::string& folder, const FormatOptions& options) {
  return std::make_unique<DeepmdSource>(folder, options);
}
std::unique_ptr<FrameSink> create_deepmd(const std::string& folder, const FormatOptions& options) {
  return std::make_unique<DeepmdSink>(folder, options);
}
bool is_deepmd(const std::string& folder) {
  std::error_code ignored;
  return fs::is_regular_file(fs::path{folder} / "type.raw", ignored);
}

}  // namespace nnpipe::io
