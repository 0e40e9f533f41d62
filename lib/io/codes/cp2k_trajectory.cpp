#include <array>
#include <filesystem>
#include <optional>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::vector_at;

constexpr double atomic_time = 2.4188843265857e-5;  // ps
constexpr double bar = 1e-4 * codes::gigapascal;

// i = 1, time = 0.500, E = 117.2786402543
struct Header {
  std::int64_t step = 0;
  std::optional<double> time, energy;  // fs, hartree
};

std::optional<Header> parse_header(std::string_view line) {
  Header header;
  bool has_step = false;
  for (const auto part : split(line, ',')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = trim(part.substr(0, equals)), value = trim(part.substr(equals + 1));
    if (key == "i") {
      const auto step = parse_int(value);
      if (!step) return std::nullopt;
      header.step = *step;
      has_step = true;
    } else if (key == "time") {
      header.time = to_finite(value, "time");
    } else if (key == "E") {
      header.energy = to_finite(value, "energy");
    }
  }
  return has_step ? std::optional{header} : std::nullopt;
}

// A file beside the positions, whose steps may be others: entries are looked up by step, forward only.
class Companion {
 public:
  explicit Companion(const std::string& path) : x_input{path} {}
  virtual ~Companion() = default;

  // Whether there is an entry for this step; then it is the current one.
  bool find(std::int64_t step) {
    return with_place([&] { return x_input.place(); },
                      [&] {
                        while (!x_ended && (!x_read || x_step < step)) {
                          x_read = true;
                          x_ended = !advance();
                        }
                        return !x_ended && x_step == step;
                      });
  }

 protected:
  virtual bool advance() = 0;  // reads the next entry; false at the end

  Input x_input;
  std::string_view x_line;
  std::int64_t x_step = 0;

 private:
  bool x_read = false, x_ended = false;
};

// Forces or velocities, in the form of the positions.
class Vectors final : public Companion {
 public:
  Vectors(const std::string& path, double unit) : Companion{path}, x_unit{unit} {}
  std::vector<Vec3> values;

 private:
  bool advance() override {
    if (!x_input.line(x_line)) return false;
    const auto atoms = to_int(trim(x_line), "number of atoms");
    if (!x_input.line(x_line)) fail_cut_off("stream ends in the middle of a step");
    const auto header = parse_header(x_line);
    if (!header) fail("expected i = STEP, …, got {}", quoted(x_line));
    x_step = header->step;
    values.clear();
    for (std::int64_t k = 0; k < atoms; ++k) {
      if (!x_input.line(x_line)) fail_cut_off("stream ends in the middle of a step");
      values.push_back(x_unit * vector_at(split(x_line), 1, "vector"));
    }
    return true;
  }

  double x_unit;
};

// Three vectors a step in a line: the cell, or the stress.
class Matrices final : public Companion {
 public:
  using Companion::Companion;
  std::array<Vec3, 3> rows;

 private:
  bool advance() override {
    do {
      if (!x_input.line(x_line)) return false;
    } while (trim(x_line).empty() || trim(x_line).front() == '#');
    const auto words = split(x_line);
    if (words.size() < 11) fail("expected step, time and nine numbers, got {}", quoted(x_line));
    x_step = to_int(words[0], "step");
    for (std::size_t k = 0; k < 3; ++k) rows[k] = vector_at(words, 2 + 3 * k, "entry");
    return true;
  }
};

// The cell in a restart file, which is that of all steps where the cell does not change.
struct Restart {
  Cell cell;
  bool found = false, varies = false;

  explicit Restart(const std::string& path) {
    Input input{path};
    bool in_system = false, in_cell = false;
    with_place([&] { return input.place(); },
               [&] {
                 for (std::string_view line; !found && input.line(line);) {
                   const auto words = split(line);
                   if (words.empty()) continue;
                   const auto key = words[0];
                   if (words.size() > 1 && key == "RUN_TYPE") varies = varies || words[1] == "CELL_OPT";
                   if (words.size() > 1 && key == "ENSEMBLE") varies = varies || words[1].starts_with("NP");
                   in_system = in_system || key == "&SUBSYS";
                   if (in_system && key == "&CELL") {
                     in_cell = true;
                     cell.periodic = {true, true, true};
                   } else if (in_cell && key == "&END") {
                     found = true;
                   } else if (in_cell && key.size() == 1 && key[0] >= 'A' && key[0] <= 'C') {
                     cell.vectors[static_cast<std::size_t>(key[0] - 'A')] = vector_at(words, 1, "cell");
                   } else if (in_cell && key == "PERIODIC" && words.size() > 1) {
                     for (std::size_t k = 0; k < 3; ++k)
                       cell.periodic[k] = words[1].find("XYZ"[k]) != std::string::npos;
                   }
                 }
               });
  }
};

class Cp2kTrajectory final : public codes::LineSource {
 public:
  Cp2kTrajectory(Input input, const FormatOptions& options) : LineSource{std::move(input), options} {
    const std::string& path = x_input.name();
    const auto at = path.rfind("-pos-");
    if (at == std::string::npos || !path.ends_with(".xyz")) {
      fail("{}: expected a file PROJECT-pos-1.xyz: cell and forces of CP2K's trajectories are in files beside it",
           path);
    }
    const auto project = path.substr(0, at);
    const auto number = path.substr(at + 5, path.size() - at - 9);
    open(x_forces, fmt::format("{}-frc-{}.xyz", project, number), hartree_in_electronvolt / bohr_in_angstrom);
    open(x_velocities, fmt::format("{}-vel-{}.xyz", project, number), bohr_in_angstrom / atomic_time);
    open(x_cells, fmt::format("{}-{}.cell", project, number));
    open(x_stresses, fmt::format("{}-{}.stress", project, number));
    const auto restart = fmt::format("{}-{}.restart", project, number);
    if (exists(restart)) x_restart.emplace(restart);
    if (!x_cells && (!x_restart || !x_restart->found || x_restart->varies)) {
      fail("{}: no {}-{}.cell beside it, expected it to have the cell{}: &MOTION &PRINT &CELL ON writes it", path,
           project, number, x_restart && x_restart->varies ? " of each step" : "");
    }
  }

 private:
  static bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
  }
  template <typename File, typename... Args>
  static void open(std::optional<File>& file, const std::string& path, Args... args) {
    if (exists(path)) file.emplace(path, args...);
  }

  bool read(Frame& frame) override {
    do {
      if (!line()) return false;
    } while (trim(x_line).empty());
    const auto atoms = to_int(trim(x_line), "number of atoms");
    const auto header = parse_header(need("a frame"));
    if (!header) fail("expected i = STEP, …, E = ENERGY, got {}", quoted(x_line));
    if (header->energy) frame.energy = hartree_in_electronvolt * *header->energy;
    frame.set_info("step", fmt::format("{}", header->step));
    if (header->time) frame.set_info("time", to_text(1e-3 * *header->time));
    for (std::int64_t k = 0; k < atoms; ++k) {
      const auto& words = need_words("a frame", 4);
      frame.elements.push_back(codes::element_of_label(words[0]));
      frame.positions.push_back(vector_at(words, 1, "position"));
    }
    read_cell(header->step, frame);
    take(x_forces, header->step, frame.size(), frame.forces);
    take(x_velocities, header->step, frame.size(), frame.velocities);
    if (x_stresses && x_stresses->find(header->step)) read_stress(header->time.has_value(), frame);
    return true;
  }

  void read_cell(std::int64_t step, Frame& frame) {
    frame.cell.periodic = x_restart && x_restart->found ? x_restart->cell.periodic : std::array{true, true, true};
    if (!x_cells) {
      frame.cell.vectors = x_restart->cell.vectors;
    } else if (x_cells->find(step)) {
      frame.cell.vectors = x_cells->rows;
    } else {
      fail("step {} is not in the file of the cells, expected it to have all steps", step);
    }
  }

  static void take(std::optional<Vectors>& file, std::int64_t step, std::size_t atoms, std::vector<Vec3>& values) {
    if (!file || !file->find(step)) return;
    if (file->values.size() != atoms) {
      fail("{} atoms, but {} in the file of forces or velocities", atoms, file->values.size());
    }
    values = file->values;
  }

  // The stress of a run in time holds the motion of the atoms; without velocities it cannot be taken out again.
  void read_stress(bool in_time, Frame& frame) const {
    if (in_time && frame.velocities.empty()) return;
    frame.virial = codes::virial_of_stress(x_stresses->rows, bar, frame.cell);
    if (!frame.virial) return;
    for (std::size_t i = 0; in_time && i < frame.size(); ++i) {
      const Vec3 v = frame.velocities[i];
      *frame.virial += -units_of(UnitStyle::metal).mass_velocity2 * frame.mass(i) *
                       Virial{v.x * v.x, v.y * v.y, v.z * v.z, v.x * v.y, v.x * v.z, v.y * v.z};
    }
  }

  std::optional<Vectors> x_forces, x_velocities;
  std::optional<Matrices> x_cells, x_stresses;
  std::optional<Restart> x_restart;
};

}  // namespace

std::unique_ptr<FrameSource> open_cp2k_trajectory(Input input, const FormatOptions& options) {
  return std::make_unique<Cp2kTrajectory>(std::move(input), options);
}

// The number of atoms, then "i = 0, time = 0.000, E = …".
bool looks_like_cp2k_trajectory(std::string_view start) {
  const auto end = start.find('\n');
  if (end == std::string_view::npos || !parse_int(trim(start.substr(0, end)))) return false;
  const auto comment = trim(start.substr(end + 1, start.find('\n', end + 1) - end - 1));
  return comment.starts_with("i =") && comment.find(", E =") != std::string_view::npos;
}

}  // namespace nnpipe::io
