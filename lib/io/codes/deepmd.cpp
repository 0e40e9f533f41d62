#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/codes/number_rows.hpp"
#include "io/folder.hpp"
#include "io/output.hpp"
#include "io/spool.hpp"

namespace nnpipe::io {

namespace {

namespace fs = std::filesystem;

using codes::Rows;

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

// What a set holds besides coordinates, cell and labels, carried along: a column where there is a number for each atom
// (or several), else a key.
struct Further {
  std::string name;
  std::unique_ptr<Rows> rows;
};

class DeepmdSource final : public FrameSource {
 public:
  DeepmdSource(std::string folder, const FormatOptions& options)
      : x_folder{std::move(folder)}, x_map{options.lammps.elements} {
    std::error_code ignored;
    const std::string map_file = x_folder + "/type_map.raw";
    if (x_map.empty() && fs::exists(map_file, ignored)) {
      for (const auto& word : words_of(map_file)) x_map.push_back(element_of(word));
    }
    if (x_map.empty()) fail("{}: no type_map.raw, expected --elements to name the types", x_folder);
    for (const auto& word : words_of(x_folder + "/type.raw"))
      x_types.push_back(to_int(word, x_folder + "/type.raw: type"));
    if (x_types.empty()) fail("{}/type.raw: no atoms", x_folder);
    x_periodic = !fs::exists(x_folder + "/nopbc", ignored);
    for (const auto& entry : fs::directory_iterator{x_folder}) {
      if (entry.is_directory() && entry.path().filename().string().starts_with("set.")) x_sets.push_back(entry.path());
    }
    std::sort(x_sets.begin(), x_sets.end());
    if (x_sets.empty()) x_sets.emplace_back(x_folder);
    open_set();
  }

  bool next(Frame& frame) override {
    while (!x_coord->next(x_row)) {
      for (const auto* const rows : {&x_box, &x_energy, &x_force, &x_virial, &x_site_energy, &x_real_types}) {
        check_ended(*rows);
      }
      for (const auto& further : x_further) check_ended(further.rows);
      if (++x_set == x_sets.size()) {
        if (x_frames == 0) fail("{}: no frames", x_folder);
        return false;
      }
      open_set();
    }
    frame = {};
    frame.positions = vectors_of(x_row);
    if (x_periodic) {
      if (!take(x_box)) fail("{}: no box, expected one or a file nopbc", x_sets[x_set].string());
      const auto vectors = vectors_of(x_row);
      std::copy(vectors.begin(), vectors.end(), frame.cell.vectors.begin());
      frame.cell.periodic = {true, true, true};
    }
    if (take(x_energy)) frame.energy = x_row[0];
    if (take(x_force)) frame.forces = vectors_of(x_row);
    if (take(x_site_energy)) frame.site_energies = x_row;
    if (take(x_virial)) {
      const auto v = vectors_of(x_row);
      frame.virial = codes::virial_of({v[0], v[1], v[2]}, 1);
    }
    for (auto& further : x_further) take_further(further, frame);
    take_types(frame);
    ++x_frames;
    with_place([&] { return fmt::format("{}: frame {}", x_sets[x_set].string(), x_frames); }, [&] { frame.check(); });
    return true;
  }

 private:
  void check_ended(const std::unique_ptr<Rows>& rows) {
    if (rows && rows->next(x_row)) fail("{}: more rows than coord", rows->name());
  }

  // The next row into x_row; false where there is no such file.
  bool take(std::unique_ptr<Rows>& rows) {
    if (!rows) return false;
    if (!rows->next(x_row)) fail("{}: fewer rows than coord", rows->name());
    return true;
  }

  void take_further(Further& further, Frame& frame) {
    if (!take(further.rows)) return;
    std::vector<std::string> words;
    for (const double value : x_row) words.push_back(to_text(value));
    if (x_row.size() % frame.size() == 0 && x_row.size() / frame.size() <= most_columns) {
      const auto width = static_cast<int>(x_row.size() / frame.size());
      frame.columns.push_back({further.name, 'R', width, std::move(words)});
    } else {
      frame.set_info(further.name, join(words, " "));
    }
  }

  // In a mixed set each frame has its own types, and -1 fills up where it has fewer atoms.
  void take_types(Frame& frame) {
    std::vector<std::int64_t> types = x_types;
    std::string place = x_folder + "/type.raw";
    if (take(x_real_types)) {
      place = x_real_types->name();
      for (std::size_t i = 0; i < types.size(); ++i) types[i] = whole(x_row[i]);
    }
    std::vector<bool> there;
    for (const auto type : types) {
      there.push_back(!(x_real_types && type == -1));
      if (!there.back()) continue;
      if (type < 0 || type >= static_cast<std::int64_t>(x_map.size())) {
        fail("{}: type {} has no element, {} are named", place, type, x_map.size());
      }
      frame.elements.push_back(x_map[static_cast<std::size_t>(type)]);
    }
    if (frame.elements.empty()) fail("{}: row {}: no atoms", place, x_frames + 1);
    keep(frame.positions, there);
    keep(frame.forces, there);
    keep(frame.site_energies, there);
    for (auto& column : frame.columns) keep(column.values, there, static_cast<std::size_t>(column.width));
  }

  std::int64_t whole(double type) const {
    if (type != std::floor(type) || std::abs(type) > 1e6) {
      fail("{}: row {}: type {}, expected a whole number", x_real_types->name(), x_frames + 1, type);
    }
    return static_cast<std::int64_t>(type);
  }

  template <typename T>
  static void keep(std::vector<T>& values, const std::vector<bool>& there, std::size_t width = 1) {
    if (values.empty()) return;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (there[k / width] && kept++ != k) values[kept - 1] = std::move(values[k]);
    }
    values.resize(kept);
  }

  void open_set() {
    const auto& set = x_sets[x_set];
    const std::size_t atoms = x_types.size(), coordinates = 3 * atoms;
    x_coord = Rows::open(set / "coord", coordinates);
    if (!x_coord) fail("{}: no coord.npy or coord.raw", set.string());
    x_box = Rows::open(set / "box", 9);
    x_energy = Rows::open(set / "energy", 1);
    x_force = Rows::open(set / "force", coordinates);
    x_virial = Rows::open(set / "virial", 9);
    x_site_energy = Rows::open(set / "atom_ener", atoms);
    x_real_types = Rows::open(set / "real_atom_types", atoms, Rows::Numbers::any);
    x_further.clear();
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{set}) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      constexpr std::array<std::string_view, 7> known{"coord",  "box",       "energy",         "force",
                                                      "virial", "atom_ener", "real_atom_types"};
      const auto name = file.stem().string();
      if (file.extension() != ".npy" || std::find(known.begin(), known.end(), name) != known.end()) continue;
      x_further.push_back({name, Rows::open(set / name, Rows::any_width, Rows::Numbers::any)});
    }
  }

  static constexpr std::size_t most_columns = 64;

  std::string x_folder;
  std::vector<Element> x_map;
  std::vector<std::int64_t> x_types;
  bool x_periodic = true;
  std::vector<fs::path> x_sets;
  std::size_t x_set = 0, x_frames = 0;
  std::unique_ptr<Rows> x_coord, x_box, x_energy, x_force, x_virial, x_site_energy, x_real_types;
  std::vector<Further> x_further;
  std::vector<double> x_row;
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
    expect_metal(frame.units, fmt::format("frame {}", number));
    codes::expect_all_or_none(frame, number, "DeePMD");
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
    refuse_others(files);
    write_folder(x_folder, files);
  }

 private:
  // What is in the folder beside these files would be read as theirs: labels of other frames, further sets.
  void refuse_others(const FolderWriters& files) const {
    std::error_code none;
    const auto look = [&](const fs::path& folder, bool all) {
      for (const auto& entry : fs::directory_iterator{folder, none}) {
        const auto name = fs::relative(entry.path(), x_folder).string();
        const bool ours = std::ranges::any_of(files, [&](const auto& file) { return file.first == name; });
        if (entry.is_directory(none) || ours || !(all || name == "nopbc" || name.ends_with(".raw"))) continue;
        fail("{}: of earlier data, expected a folder without it", entry.path().string());
      }
    };
    look(x_folder, false);
    for (const auto& entry : fs::directory_iterator{x_folder, none}) {
      if (entry.is_directory(none) && entry.path().filename().string().starts_with("set.")) look(entry.path(), true);
    }
  }

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
