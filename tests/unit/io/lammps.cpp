#include "io/codes/lammps.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "io/formats.hpp"
#include "largest.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

std::string reference(const std::string& name) { return reference_folder() + "/lammps/" + name; }

const ExtraColumn* column(const Frame& frame, const std::string& name) {
  for (const auto& extra : frame.columns) {
    if (extra.name == name) return &extra;
  }
  return nullptr;
}

const Element si = element_of("Si");
const Element o = element_of("O");

Frame read_text(const std::string& text, const io::LammpsOptions& options = {}) {
  const TemporaryFolder folder;
  return io::read_lammps_data(folder.write("in.data", text), options);
}

Frame read_dump(const std::string& text, const io::LammpsOptions& options = {}) {
  const TemporaryFolder folder;
  io::LammpsDumpReader reader{folder.write("in.dump", text), options};
  Frame frame;
  const bool read = reader.next(frame);  // may throw, which an assertion would not let through
  REQUIRE(read);
  return frame;
}

const std::string small =
    "title\n\n2 atoms\n1 atom types\n\n0 10 xlo xhi\n0 10 ylo yhi\n0 10 zlo zhi\n\nMasses\n\n1 28.0855\n\n"
    "Atoms # atomic\n\n2 1 1 2 3\n1 1 4 5 6\n";

std::string with(const std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return std::string{text}.replace(at, from.size(), to);
}

const std::string small_dump =
    "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp ff\n0 10\n-1 9\n2 12\n"
    "ITEM: ATOMS id type xs ys zs c_a[1] c_a[2] word\n2 1 0.5 0.5 0.5 1.5 2 b\n1 1 0.1 0.2 0.3 3.5 4 a\n";

// A frame that uses all that the formats can hold, in some triclinic cell.
Frame rich_frame(std::uint64_t seed, bool lammps_cell) {
  Random random{seed};
  Frame frame;
  const auto number = [&] { return random.uniform(-1, 1); };
  frame.cell = Cell::orthogonal(7.25, 8.5, 9.75);
  frame.cell.vectors[1].x = number();
  frame.cell.vectors[2].x = number();
  frame.cell.vectors[2].y = number();
  if (!lammps_cell) {
    for (auto& v : frame.cell.vectors) v = {v.y + number(), v.z + number(), v.x + number()};
  }
  ExtraColumn charge{"charge", 'R', 1, {}};
  ExtraColumn image{"image", 'I', 3, {}};
  ExtraColumn extra{"c_st", 'R', 2, {}};
  for (int i = 0; i < 12; ++i) {
    frame.elements.push_back(i % 3 == 0 ? si : o);
    frame.positions.push_back({7 * random.uniform(), 7 * random.uniform(), 7 * random.uniform()});
    frame.velocities.push_back({number(), number(), number()});
    frame.forces.push_back({number(), number(), number()});
    charge.values.push_back(to_text(number()));
    for (int k = 0; k < 3; ++k) image.values.push_back(std::to_string(i % (k + 2)));
    for (int k = 0; k < 2; ++k) extra.values.push_back(to_text(number()));
  }
  frame.columns = {image, charge, extra};
  return frame;
}

}  // namespace

TEST_CASE("a data file of LAMMPS gives atoms by id, masses to elements, velocities and box crossings") {
  const Frame frame = io::read_lammps_data(reference("si64.data"));
  REQUIRE(frame.size() == 64);
  CHECK(frame.units == UnitStyle::metal);
  CHECK(frame.cell == Cell::orthogonal(10.862, 10.862, 10.862));
  CHECK(frame.elements == std::vector<Element>(64, si));
  CHECK(frame.mass(5) == 28.0855);
  CHECK(frame.positions[1] == Vec3{0.046454433047424276, 2.675156228059743, 2.6577250000956587});
  REQUIRE(frame.velocities.size() == 64);
  CHECK(column(frame, "id") == nullptr);
  CHECK(column(frame, "type") == nullptr);
  REQUIRE(column(frame, "image") != nullptr);
  CHECK(column(frame, "image")->values[3 * 10 + 1] == "-1");  // atom 11 crossed y
}

TEST_CASE("data file and dump of the same LAMMPS run agree in every number of step 0") {
  for (const auto& [data, dump] :
       {std::pair{"si64.data", "sw_si64.step0.dump"}, std::pair{"quartz9_full.data", "vash_quartz9.step0.dump"},
        std::pair{"crist648.data", "vash_crist648.step0.dump"},
        std::pair{"ar_fcc256_metal.data", "ar_fcc256_metal_shift.step0.dump"},
        std::pair{"lj_fcc256_lj.data", "lj_fcc256_lj.step0.dump"}}) {
    CAPTURE(data);
    const bool lj = std::string{data}.find("lj") != std::string::npos;
    const bool ar = std::string{data}.starts_with("ar");
    io::LammpsOptions options;
    if (lj) options.units = UnitStyle::lj;
    const Frame first = io::read_lammps_data(reference(data), options);
    options.elements = ar ? std::vector{element_of("Ar")} : lj ? std::vector{Element{}} : std::vector{si, o};
    io::LammpsDumpReader reader{reference(dump), options};
    Frame second;
    REQUIRE(reader.next(second));
    CHECK(first.elements == second.elements);
    CHECK(first.cell == second.cell);
    double largest = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      // LAMMPS wraps what it read: whole cell vectors may lie between the two.
      const Vec3 d = first.cell.fractional(second.positions[i] - first.positions[i]);
      for (int k = 0; k < 3; ++k) largest = larger(largest, std::abs(d[k] - std::round(d[k])));
    }
    CHECK(largest < 1e-14);
    largest = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      largest = larger(largest, norm(first.velocities[i] - second.velocities[i]));
    }
    CHECK(largest < 1e-14);
    CHECK(second.forces.size() == first.size());
    REQUIRE(column(second, "c_pea") != nullptr);
    REQUIRE(column(second, "c_st") != nullptr);
    CHECK(column(second, "c_st")->width == 6);
    CHECK(column(second, "c_st")->values.size() == 6 * first.size());
    CHECK(*second.find_info("step") == "0");
    CHECK_FALSE(reader.next(second));
    CHECK(reader.frames() == 1);
  }
}

TEST_CASE("a type column is kept where types do not count elements by atomic number") {
  const Frame frame = io::read_lammps_data(reference("quartz9_full.data"));
  REQUIRE(column(frame, "type") != nullptr);
  CHECK(column(frame, "type")->values.front() == "1");
  CHECK(frame.elements.front() == si);
  CHECK(frame.elements.back() == o);
  CHECK(frame.cell.vectors[1] == Vec3{-2.4567, 4.255129, 0});
}

TEST_CASE("a frame survives data file and dump bit for bit where the cell has LAMMPS's form") {
  const TemporaryFolder folder;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Frame frame = rich_frame(seed, true);
    io::Output output{folder.path("out.data")};
    io::write_lammps_data(frame, output);
    output.close();
    const Frame data = io::read_lammps_data(folder.path("out.data"));
    CHECK(data.cell == frame.cell);
    CHECK(data.elements == frame.elements);
    CHECK(data.positions == frame.positions);
    CHECK(data.velocities == frame.velocities);
    CHECK(data.masses.empty());
    CHECK(column(data, "charge")->values == column(frame, "charge")->values);
    CHECK(column(data, "image")->values == column(frame, "image")->values);
    CHECK(column(data, "type") == nullptr);

    io::LammpsDumpWriter writer{folder.path("out.dump")};
    writer.write(frame);
    writer.write(frame);
    writer.close();
    io::LammpsDumpReader reader{folder.path("out.dump")};
    Frame dump;
    REQUIRE(reader.next(dump));
    REQUIRE(reader.next(dump));
    for (int k = 0; k < 3; ++k) CHECK(norm(dump.cell.vectors[k] - frame.cell.vectors[k]) < 1e-14);
    CHECK(dump.elements == frame.elements);
    CHECK(dump.positions == frame.positions);
    CHECK(dump.velocities == frame.velocities);
    CHECK(dump.forces == frame.forces);
    CHECK(column(dump, "charge")->values == column(frame, "charge")->values);
    CHECK(column(dump, "image")->values == column(frame, "image")->values);
    CHECK(column(dump, "c_st")->values == column(frame, "c_st")->values);
    CHECK(*dump.find_info("step") == "1");
    CHECK_FALSE(reader.next(dump));
  }
}

TEST_CASE("a cell of another form is turned: lengths, angles and all distances stay") {
  const TemporaryFolder folder;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Frame frame = rich_frame(seed, false);
    if (seed % 2 == 0) std::swap(frame.cell.vectors[0], frame.cell.vectors[2]);  // left-handed
    io::LammpsDumpWriter writer{folder.path("out.dump")};
    writer.write(frame);
    writer.close();
    io::LammpsDumpReader reader{folder.path("out.dump")};
    Frame turned;
    REQUIRE(reader.next(turned));
    CHECK_THAT(turned.cell.volume(), WithinRel(frame.cell.volume(), 1e-12));
    const auto metric = [](const Frame& f, std::size_t i, std::size_t j) {
      const Vec3 d = f.positions[j] - f.positions[i];
      return std::array{norm(d), dot(d, f.velocities[i]), dot(f.forces[i], f.velocities[j])};
    };
    for (std::size_t i = 1; i < frame.size(); ++i) {
      for (std::size_t k = 0; k < 3; ++k) {
        CHECK_THAT(metric(turned, 0, i)[k], WithinAbs(metric(frame, 0, i)[k], 1e-12));
      }
    }
    // Images too: a whole cell vector of one is a whole lattice vector of the other.
    const Vec3 shift = turned.cell.vectors[2];
    const Vec3 d = turned.positions[1] + shift - turned.positions[0];
    const double sign = seed % 2 == 0 ? -1 : 1;
    const Vec3 wanted = frame.positions[1] + sign * frame.cell.vectors[2] - frame.positions[0];
    CHECK_THAT(norm(d), WithinAbs(norm(wanted), 1e-12));
  }
}

TEST_CASE("a cluster without cell gets a box that is not periodic and holds it") {
  const TemporaryFolder folder;
  Frame frame;
  frame.elements = {si, si};
  frame.positions = {{0, 0, 0}, {-3, 2, 1}};
  io::LammpsDumpWriter writer{folder.path("out.dump")};
  writer.write(frame);
  writer.close();
  io::LammpsDumpReader reader{folder.path("out.dump")};
  Frame boxed;
  REQUIRE(reader.next(boxed));
  CHECK_FALSE(boxed.cell.any_periodic());
  CHECK(boxed.cell.vectors == Cell::orthogonal(5, 4, 3).vectors);
  CHECK(boxed.positions == frame.positions);
  CHECK(*boxed.find_info("Origin") == "-4 -1 -1");
}

TEST_CASE("a data file's box holds the atoms of a slab, where LAMMPS would lose those outside") {
  const TemporaryFolder folder;
  Frame slab;
  slab.elements = {si, si, si};
  slab.positions = {{0.5, 0.5, -2}, {1, 5, 3}, {2, 2, 12}};  // the second is outside where the cell is periodic
  slab.cell = Cell::orthogonal(4, 4, 8);
  slab.cell.vectors[2] = {1, 0, 8};
  slab.cell.periodic = {true, true, false};
  const auto written = [&](const Frame& frame) {
    io::Output output{folder.path("slab.data")};
    io::write_lammps_data(frame, output);
    output.close();
    return io::read_lammps_data(folder.path("slab.data"));
  };
  std::vector<std::string> told;
  const auto before = set_notice_handler([&](const std::string& words) { told.push_back(words); });
  const Frame wide = written(slab);
  CHECK(told.size() == 1);
  CHECK(wide.positions == slab.positions);
  CHECK(wide.cell.vectors[0] == slab.cell.vectors[0]);
  CHECK(wide.cell.vectors[1] == slab.cell.vectors[1]);
  // From 1 Å below the lowest to 1 Å above the highest, along the same vector.
  CHECK(wide.cell.vectors[2] == Vec3{2, 0, 16});
  CHECK(*wide.find_info("Origin") == "-0.375 0 -3");
  // On the faces is inside; periodic directions stay as they are.
  slab.positions[0].z = 0;
  slab.positions[2].z = 8;
  CHECK(written(slab).cell.vectors == slab.cell.vectors);
  slab.cell.periodic[2] = true;
  slab.positions[0].z = -2;
  CHECK(written(slab).cell.vectors == slab.cell.vectors);
  set_notice_handler(before);
  CHECK(told.size() == 1);
}

TEST_CASE("ids that are not 1 to N and the box's corner come back as they were") {
  const TemporaryFolder folder;
  const auto text = with(with(small, "0 10 zlo", "-2.5 7.5 zlo"), "2 1 1 2 3", "20 1 1 2 3");
  const Frame frame = read_text(text);
  CHECK(frame.positions.front() == Vec3{4, 5, 6});
  CHECK(column(frame, "id")->values == std::vector<std::string>{"1", "20"});
  CHECK(*frame.find_info("Origin") == "0 0 -2.5");
  io::Output output{folder.path("out.data")};
  io::write_lammps_data(frame, output);
  output.close();
  CHECK_THAT(folder.read("out.data"), ContainsSubstring("-2.5 7.5 zlo zhi"));
  CHECK_THAT(folder.read("out.data"), ContainsSubstring("\n20 1 1 2 3\n"));
}

TEST_CASE("styles charge and full, type labels and given elements are understood") {
  const Frame charge =
      read_text(with(with(with(small, "atomic", "charge"), "2 1 1", "2 1 -0.5 1"), "1 1 4", "1 1 0.5 4"));
  CHECK(column(charge, "charge")->values == std::vector<std::string>{"0.5", "-0.5"});
  const Frame full =
      read_text(with(with(with(small, "atomic", "full"), "2 1 1", "2 9 1 -0.5 1"), "1 1 4", "1 8 1 0.5 4"));
  CHECK(column(full, "mol")->values == std::vector<std::string>{"8", "9"});
  const Frame label = read_text(with(small, "Masses", "Atom Type Labels\n\n1 O\n\nMasses"));
  CHECK(label.elements.front() == o);
  const Frame given = read_text(with(small, "28.0855", "30"), {std::nullopt, {o}, ""});
  CHECK(given.elements.front() == o);
  CHECK(given.mass(0) == 30);
}

TEST_CASE("given elements that the file contradicts are refused") {
  CHECK_THROWS_WITH(read_text(small, {std::nullopt, {o}, ""}),
                    ContainsSubstring("type 1 has mass 28.0855, which is that of Si, but --elements names it O"));
  CHECK_THROWS_WITH(read_text(small, {std::nullopt, {si, o}, ""}),
                    ContainsSubstring("--elements names 2, but the file has 1 type"));
  // Where nobody cared for masses they are all 1.
  CHECK(read_text(with(small, "28.0855", "1"), {std::nullopt, {o}, ""}).elements.front() == o);
}

TEST_CASE("scaled positions, grouped columns and words of a dump are read") {
  const Frame frame = read_dump(small_dump, {std::nullopt, {si}, ""});
  CHECK(frame.cell.periodic == std::array<bool, 3>{true, true, false});
  CHECK(norm(frame.positions[0] - Vec3{1, 1, 5}) < 1e-14);
  CHECK(norm(frame.positions[1] - Vec3{5, 4, 7}) < 1e-14);
  CHECK(column(frame, "c_a")->width == 2);
  CHECK(column(frame, "c_a")->values == std::vector<std::string>{"3.5", "4", "1.5", "2"});
  CHECK(column(frame, "word")->type == 'S');
  CHECK(*frame.find_info("step") == "7");
}

TEST_CASE("of a vector in a dump all components are read, or none") {
  const auto dump = [](const std::string& columns, const std::string& row) {
    const TemporaryFolder folder;
    io::LammpsOptions options;
    options.elements = {si};
    io::LammpsDumpReader reader{
        folder.write("dump",
                     "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 6\n0 7\n"
                     "ITEM: ATOMS id type " +
                         columns + "\n1 1 " + row + "\n"),
        options};
    Frame frame;
    REQUIRE(reader.next(frame));
    return frame;
  };
  for (const char vector : {'f', 'v', 'i'}) {
    const std::string x{vector, 'x'}, y{vector, 'y'}, z{vector, 'z'};
    const auto part = dump("x y z " + x + " " + y, "0 0 0 1 2");
    CHECK(part.forces.empty());
    CHECK(part.velocities.empty());
    REQUIRE(part.columns.size() == 2);
    CHECK(part.columns[0].name == x);
    const auto whole = dump("x y z " + x + " " + y + " " + z, "0 0 0 1 2 3");
    CHECK(whole.forces.size() == (vector == 'f' ? 1 : 0));
    CHECK(whole.velocities.size() == (vector == 'v' ? 1 : 0));
  }
  // Crossings are in positions that run on, and are counted beside them: once.
  const auto far = dump("xu yu zu ix iy iz", "5.5 1 -6 1 0 -1");
  CHECK(far.positions[0] == Vec3{0.5, 1, 1});
  CHECK(far.columns.at(0).values == std::vector<std::string>{"1", "0", "-1"});
}

TEST_CASE("units of a dump are read, and others than asked for are refused") {
  const auto text = "ITEM: UNITS\nlj\n" + small_dump;
  CHECK(read_dump(text).units == UnitStyle::lj);
  CHECK(read_dump(text).elements.front() == Element{});
  CHECK_THROWS_WITH(read_dump(text, {UnitStyle::metal, {}, ""}), ContainsSubstring("units differ"));
  CHECK_THROWS_WITH(read_dump(with(text, "lj", "real")), ContainsSubstring("unknown units 'real'"));
}

TEST_CASE("a data file that is wrong is refused with its line and reason") {
  const auto refused = [](const std::string& from, const std::string& to, const std::string& message) {
    CAPTURE(from, to);
    CHECK_THROWS_WITH(read_text(with(small, from, to)), ContainsSubstring(message));
  };
  refused("2 1 1 2 3\n", "", "section Atoms has 1 lines, expected 2");
  refused("2 1 1 2 3", "2 1 1 2 nan", "in.data:16: z is NaN");
  refused("2 1 1 2 3", "2 1 1 2", "in.data:16: atom has 4 words, expected 5 or 8 for atom style atomic");
  refused("2 1 1 2 3", "2 2 1 2 3", "in.data:16: atom type 2, expected 1 to 1");
  refused("2 1 1 2 3", "1 1 1 2 3", "atom id 1 occurs twice");
  refused("2 1 1 2 3", "2 1 1 2 3\n3 1 1 1 1", "more lines in section Atoms");
  refused("1 28.0855", "1 1000", "no element has mass 1000 of type 1");
  refused("1 28.0855", "1 -1", "mass -1, expected more than 0");
  refused("1 28.0855", "1 28.0855\n1 28.0855", "a second mass of type 1");
  refused("0 10 ylo yhi\n", "", "no header line for the box's y bounds");
  refused("0 10 ylo yhi", "5 5 ylo yhi", "in.data:7: box bounds 5 5");
  refused("2 atoms", "2 molecules", "in.data:3: unknown header line");
  refused("2 atoms", "0 atoms", "0 atoms, expected at least one");
  refused("# atomic", "# dipole", "atom style 'dipole' is not known");
  refused("Masses", "Massen", "unknown section 'Massen'");
  refused("1 1 4 5 6\n", "1 1 4 5 6\n\nVelocities\n\n1 0 0 0\n", "atom 2 has no velocity");
  refused("1 1 4 5 6\n", "1 1 4 5 6\n\nVelocities\n\n7 0 0 0\n", "velocity of atom 7");
  refused("title", "LAMMPS data file via write_data, units = real", "unknown units 'real'");
  CHECK_THROWS_WITH(read_text(""), ContainsSubstring("empty stream"));
  CHECK_THROWS_WITH(read_text(small, {std::nullopt, {}, "charge"}),
                    ContainsSubstring("atom style 'atomic' in the file, expected 'charge'"));
}

TEST_CASE("a dump that is wrong is refused with its line and reason") {
  const auto refused = [](const std::string& from, const std::string& to, const std::string& message) {
    CAPTURE(from, to);
    CHECK_THROWS_WITH(read_dump(with(small_dump, from, to), {std::nullopt, {si}, ""}), ContainsSubstring(message));
  };
  refused("1 1 0.1 0.2 0.3 3.5 4 a\n", "", "in.dump:10: frame 1: stream ends in the middle of a frame's atoms");
  refused("1 1 0.1 0.2 0.3", "1 1 0.1 0.2 inf", "in.dump:11: frame 1: position is infinite");
  refused("1 1 0.1 0.2 0.3", "1 1 0.1 0.2", "atom 2 has 7 words, expected 8");
  refused("1 1 0.1 0.2 0.3", "1 2 0.1 0.2 0.3", "type 2 has no element, 1 given by --elements");
  refused("1 1 0.1 0.2 0.3", "2 1 0.1 0.2 0.3", "atom id 2 occurs twice");
  refused("xs ys zs", "a b c", "no positions, expected columns x y z");
  refused("ITEM: NUMBER OF ATOMS\n2", "ITEM: NUMBER OF ATOMS\n0", "0 atoms, expected 1");
  refused("ITEM: BOX BOUNDS", "ITEM: HAT BOUNDS", "unknown item 'HAT BOUNDS pp pp ff' of a LAMMPS dump");
  refused("ITEM: TIMESTEP", "HELLO", "expected a line that begins with ITEM:");
  refused("0 10\n", "10 0\n", "box bounds 10 0");
  CHECK_THROWS_WITH(read_dump(small_dump), ContainsSubstring("no element for type 1"));
  CHECK_THROWS_WITH(read_dump(""), ContainsSubstring("empty stream"));
}

TEST_CASE("formats are told by their bytes, never by the name") {
  const TemporaryFolder folder;
  Frame frame;
  for (const auto& text : {small, "ITEM: UNITS\nmetal\n" + with(small_dump, "type xs", "element xs"),
                           std::string{"1\nLattice=\"9 0 0 0 9 0 0 0 9\"\nSi 0 0 0\n"}}) {
    const auto fixed = text.starts_with("ITEM") ? with(with(text, "2 1 0.5", "2 Si 0.5"), "1 1 0.1", "1 Si 0.1") : text;
    const auto source = io::open_frames(folder.write("some.name", fixed));
    CHECK(source->next(frame));
    CHECK(frame.elements.front() == si);
    CHECK_FALSE(source->next(frame));
  }
  CHECK_THROWS_WITH(io::open_frames(folder.write("odd", "what is this\n")),
                    ContainsSubstring("not one of the formats"));
  CHECK_THROWS_WITH(io::open_frames(folder.write("none", "")), ContainsSubstring("empty stream"));
  CHECK_THROWS_WITH(io::frame_format("gromacs"), ContainsSubstring("unknown format 'gromacs', expected "));
}

TEST_CASE("a second frame does not go into a data file") {
  const TemporaryFolder folder;
  const auto sink = io::create_frames(folder.path("out"), "lammps-data");
  const Frame frame = rich_frame(1, true);
  sink->write(frame);
  CHECK_THROWS_WITH(sink->write(frame), ContainsSubstring("a LAMMPS data file holds no more"));
}

TEST_CASE("types of one number but two masses are refused for writing") {
  const TemporaryFolder folder;
  Frame frame = rich_frame(1, true);
  frame.masses.assign(frame.size(), 16.0);
  frame.masses[4] = 18.0;
  io::Output output{folder.path("out")};
  CHECK_THROWS_WITH(io::write_lammps_data(frame, output), ContainsSubstring("expected one element and mass"));
}
