#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/codes/physical_unit.hpp"

namespace nnpipe::io {

namespace {

using nlohmann::json;

// Digits that data sets are published with, eV and Å.
constexpr double energy_digits = 1e-3, position_digits = 1e-2;

const json& member(const json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) fail("no {}, expected it", name);
  return object[name];
}

double number_of(const json& value, std::string_view name) {
  if (!value.is_number()) fail("{}: expected a number, got {}", name, value.type_name());
  return value.get<double>();
}

std::vector<double> numbers_of(const json& value, std::string_view name) {
  if (!value.is_array()) fail("{}: expected numbers, got {}", name, value.type_name());
  std::vector<double> numbers;
  for (const auto& one : value) numbers.push_back(number_of(one, name));
  return numbers;
}

Vec3 vector_of(const json& value, std::string_view name) {
  const auto v = numbers_of(value, name);
  if (v.size() != 3) fail("{}: expected three numbers, got {}", name, v.size());
  return {v[0], v[1], v[2]};
}

std::vector<Vec3> vectors_of(const json& value, std::string_view name) {
  if (!value.is_array()) fail("{}: expected rows of three numbers, got {}", name, value.type_name());
  std::vector<Vec3> vectors;
  for (const auto& row : value) vectors.push_back(vector_of(row, name));
  return vectors;
}

std::array<Vec3, 3> matrix_of(const json& value, std::string_view name) {
  const auto rows = vectors_of(value, name);
  if (rows.size() != 3) fail("{}: expected three rows, got {}", name, rows.size());
  return {rows[0], rows[1], rows[2]};
}

const json* find(const json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (object.is_object() && object.contains(name) && !object[name].is_null()) return &object[name];
  }
  return nullptr;
}

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() ? value.dump() : std::string{value.type_name()};
}

// A document whose objects have each key once.
json parse_document(const std::string& text) {
  std::vector<std::set<std::string>> keys;
  return json::parse(text, [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end) keys.pop_back();
    if (event == json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second) {
      fail("key {} occurs twice in an object", nnpipe::quoted(parsed.get<std::string>()));
    }
    return true;
  });
}

// What is said twice must be the same, but for the digits it is said with.
void expect_same(double a, double b, double tolerance, std::string_view what) {
  if (!(std::abs(a - b) <= tolerance)) fail("{} contradict each other: {} and {}", what, a, b);
}

// A number of atoms that some writers announce.
void expect_count(const json& object, const char* name, std::size_t atoms) {
  const auto* count = find(object, {name});
  if (count == nullptr || number_of(*count, name) == static_cast<double>(atoms)) return;
  fail("{} is {}, but there are {} atoms", name, count->dump(), atoms);
}

// A file of JSON is read whole; its frames are made one by one.
class JsonSource : public FrameSource {
 public:
  explicit JsonSource(Input input) : x_name{input.name()} {
    std::string text;
    while (!input.at_end()) {
      const auto part = input.peek(chunk);
      std::string bytes(part.size(), '\0');
      input.read(bytes.data(), bytes.size(), "the file");
      text += bytes;
    }
    // FitSNAP's first line is a comment.
    if (text.starts_with('#')) text.erase(0, text.find('\n'));
    try {
      x_document = with_place([&] { return x_name; }, [&] { return parse_document(text); });
    } catch (const json::exception& error) {
      const auto* parse = dynamic_cast<const json::parse_error*>(&error);
      fail("{}: JSON is damaged or ends too early, near byte {}", x_name, parse != nullptr ? parse->byte : 0);
    }
  }

  bool next(Frame& frame) final {
    return with_place([&] { return fmt::format("{}: frame {}", x_name, x_frames + 1); },
                      [&] {
                        frame = {};
                        if (!read(x_frames, frame)) {
                          if (x_frames == 0) fail("no frames in the file");
                          return false;
                        }
                        frame.check();
                        if (frame.size() == 0) fail("no atoms, expected one at least");
                        ++x_frames;
                        return true;
                      });
  }

 protected:
  static constexpr std::size_t chunk = 1U << 16U;

  virtual bool read(std::size_t index, Frame& frame) = 0;

  std::string x_name;
  json x_document;

 private:
  std::size_t x_frames = 0;
};

// {"Dataset": {"Data": [{"Positions", "AtomTypes", "Lattice", "Energy", "Forces", "Stress"}], "StressStyle": "bar",
// …}}; stress is a pressure, compressed above 0.
class FitSnap final : public JsonSource {
 public:
  explicit FitSnap(Input input) : JsonSource{std::move(input)} {}

 private:
  bool read(std::size_t index, Frame& frame) override {
    const json& set = member(x_document, "Dataset");
    const json& data = member(set, "Data");
    if (!data.is_array() || index >= data.size()) return false;
    const json& entry = data[index];
    const double length = unit(set, "PositionsStyle", "angstrom", codes::length_unit);
    const double lattice = unit(set, "LatticeStyle", "angstrom", codes::length_unit);
    for (const Vec3 r : vectors_of(member(entry, "Positions"), "Positions")) frame.positions.push_back(length * r);
    const json& types = member(entry, "AtomTypes");
    if (!types.is_array()) fail("AtomTypes: expected elements, got {}", types.type_name());
    for (const auto& type : types) frame.elements.push_back(element_of(text_of(type)));
    expect_count(entry, "NumAtoms", frame.size());
    frame.cell.vectors = matrix_of(member(entry, "Lattice"), "Lattice");
    for (auto& vector : frame.cell.vectors) vector = lattice * vector;
    frame.cell.periodic = {true, true, true};
    if (const auto* energy = find(entry, {"Energy"})) {
      frame.energy = unit(set, "EnergyStyle", "electronvolt", codes::energy_unit) * number_of(*energy, "Energy");
    }
    if (const auto* forces = find(entry, {"Forces"})) {
      const double force = unit(set, "ForcesStyle", "electronvoltperangstrom", codes::force_unit);
      for (const Vec3 f : vectors_of(*forces, "Forces")) frame.forces.push_back(force * f);
    }
    if (const auto* stress = find(entry, {"Stress"})) {
      frame.virial = codes::virial_of_stress(matrix_of(*stress, "Stress"),
                                             unit(set, "StressStyle", "bar", codes::pressure_unit), frame.cell);
    }
    if (const auto* label = find(set, {"Label"})) frame.set_info("label", text_of(*label));
    return true;
  }

  static double unit(const json& set, const char* style, const char* usual, double (*factor)(std::string_view)) {
    const auto* name = find(set, {style});
    return with_place([&] { return std::string{style}; },
                      [&] { return factor(name != nullptr ? text_of(*name) : std::string{usual}); });
  }
};

// A list of {"structure": pymatgen's Structure, "outputs" or "data": {"energy", "forces", "virial_stress"}, "group",
// …}, as mlearn and SNAP's authors publish them: energies in eV (or energy_per_atom), virial_stress in kbar with VASP's
// sign in its order, xx yy zz xy yz zx.
class Pymatgen final : public JsonSource {
 public:
  explicit Pymatgen(Input input) : JsonSource{std::move(input)} {
    if (x_document.is_object() && x_document.contains("structure")) {
      json list = json::array();
      list.push_back(std::move(x_document));
      x_document = std::move(list);
    }
  }

 private:
  bool read(std::size_t index, Frame& frame) override {
    if (!x_document.is_array()) fail("expected a list of structures with labels");
    if (index >= x_document.size()) return false;
    const json& entry = x_document[index];
    read_structure(member(entry, "structure"), frame);
    const auto *labels = find(entry, {"outputs", "data"}), *others = find(entry, {"data"});
    expect_count(entry, "num_atoms", frame.size());
    if (labels != others && others != nullptr) {
      const auto *one = find(*labels, {"energy"}), *two = find(*others, {"energy"});
      if (one != nullptr && two != nullptr) {
        expect_same(number_of(*one, "energy"), number_of(*two, "energy"), energy_digits,
                    "energies of outputs and data");
      }
    }
    read_labels(labels != nullptr ? *labels : entry, frame);
    if (const auto* group = find(entry, {"group"})) frame.set_info("config_type", text_of(*group));
    for (const char* key : {"description", "tag"}) {
      if (const auto* words = find(entry, {key})) frame.set_info(key, text_of(*words));
    }
    return true;
  }

  static void read_structure(const json& structure, Frame& frame) {
    if (const auto* lattice = find(structure, {"lattice"})) {
      frame.cell.vectors = matrix_of(member(*lattice, "matrix"), "matrix");
      for (int k = 0; k < 3; ++k) {
        const char name[2] = {"abc"[k], 0};
        const auto* length = find(*lattice, {name});
        const double size = norm(frame.cell.vectors[static_cast<std::size_t>(k)]);
        if (length != nullptr)
          expect_same(number_of(*length, name), size, 1e-3 * size, "matrix and lengths of the lattice");
      }
      frame.cell.periodic = {true, true, true};
      if (const auto* pbc = find(*lattice, {"pbc"}); pbc != nullptr && pbc->is_array() && pbc->size() == 3) {
        for (std::size_t k = 0; k < 3; ++k) frame.cell.periodic[k] = (*pbc)[k] != json(false);
      }
    }
    const json& sites = member(structure, "sites");
    if (!sites.is_array()) fail("sites: expected a list");
    for (const auto& site : sites) {
      frame.elements.push_back(element_of_site(site));
      const auto *xyz = find(site, {"xyz"}), *abc = find(site, {"abc"});
      if (xyz == nullptr) {
        if (!frame.cell.exists()) fail("a site without xyz in a structure without a lattice, expected its position");
        frame.positions.push_back(frame.cell.cartesian(vector_of(member(site, "abc"), "abc")));
        continue;
      }
      frame.positions.push_back(vector_of(*xyz, "xyz"));
      if (abc == nullptr || !(frame.cell.volume() > 0)) continue;
      // The same atom, maybe another of its images.
      Vec3 apart = frame.cell.fractional(frame.positions.back()) - vector_of(*abc, "abc");
      for (int k = 0; k < 3; ++k) apart[k] -= std::round(apart[k]);
      expect_same(norm(frame.cell.cartesian(apart)), 0, position_digits, "xyz and abc of a site");
    }
  }

  static Element element_of_site(const json& site) {
    const json& species = member(site, "species");
    if (!species.is_array() || species.size() != 1) fail("species: expected one, got a disordered site");
    const json& one = species[0];
    if (const auto* share = find(one, {"occu"}); share != nullptr && number_of(*share, "occu") != 1) {
      fail("species: expected one, got a disordered site");
    }
    return codes::element_of_label(text_of(member(one, "element")));
  }

  static void read_labels(const json& labels, Frame& frame) {
    expect_count(labels, "num_atoms", frame.size());
    if (const auto* energy = find(labels, {"energy"})) frame.energy = number_of(*energy, "energy");
    if (const auto* share = find(labels, {"energy_per_atom"})) {
      const double whole = static_cast<double>(frame.size()) * number_of(*share, "energy_per_atom");
      if (frame.energy) {
        expect_same(*frame.energy, whole, static_cast<double>(frame.size()) * energy_digits,
                    "energy and energy_per_atom");
      }
      if (!frame.energy) frame.energy = whole;
    }
    if (const auto* forces = find(labels, {"forces"})) frame.forces = vectors_of(*forces, "forces");
    if (const auto* stress = find(labels, {"virial_stress"})) {
      const auto s = numbers_of(*stress, "virial_stress");
      if (s.size() != 6) fail("virial_stress: expected six numbers, got {}", s.size());
      frame.virial = codes::virial_of_stress(Virial{s[0], s[1], s[2], s[3], s[5], s[4]}, codes::kilobar, frame.cell);
    } else if (find(labels, {"stress"}) != nullptr) {
      fail("stress: its unit and sign are not known here, expected virial_stress");
    }
  }
};

// Behind FitSNAP's comment: {" or a list of such, or of texts. A bracket alone begins many a file that is none.
bool begins_json(std::string_view start) {
  if (start.starts_with('#')) start = start.substr(std::min(start.size(), start.find('\n')));
  std::string letters;
  for (const char c : start) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    letters += c;
    if (letters.size() == 3) break;
  }
  return letters.starts_with("{\"") || letters.starts_with("[\"") || letters == "[{\"";
}

bool speaks_of_data_set(std::string_view start) { return start.find("\"Dataset\"") != std::string_view::npos; }

}  // namespace

std::unique_ptr<FrameSource> open_fitsnap(Input input, const FormatOptions&) {
  return std::make_unique<FitSnap>(std::move(input));
}
std::unique_ptr<FrameSource> open_pymatgen(Input input, const FormatOptions&) {
  return std::make_unique<Pymatgen>(std::move(input));
}

bool looks_like_fitsnap(std::string_view start) { return begins_json(start) && speaks_of_data_set(start); }
bool looks_like_pymatgen(std::string_view start) { return begins_json(start) && !speaks_of_data_set(start); }

}  // namespace nnpipe::io
