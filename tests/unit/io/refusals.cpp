// What no program's input brings about, or not cheaply: writers without frames, outputs that cannot be opened, results
// of other programs that are not those of the atoms.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/process.hpp"
#include "io/calculator.hpp"
#include "io/extxyz.hpp"
#include "io/formats.hpp"
#include "io/output.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

Frame one_atom() {
  Frame frame;
  frame.elements = {element_of("Si")};
  frame.positions = {{1, 1, 1}};
  frame.cell.vectors = {Vec3{5, 0, 0}, Vec3{0, 5, 0}, Vec3{0, 0, 5}};
  frame.cell.periodic = {true, true, true};
  return frame;
}

// What is said of a result in extended XYZ, of the atom above.
std::string said_of(const std::string& result) {
  const TemporaryFolder folder;
  folder.write("output", result);
  Frame frame = one_atom();
  return refusal_of([&] { io::collect(io::command_calculator("prog"), frame, folder.path(".")); });
}

std::string said_of_calculator(const std::string& lines) {
  return refusal_of([&] { io::parse_calculator("nnpipe-calculator 1\n" + lines + "\n", "file"); });
}

}  // namespace

TEST_CASE("a file of frames without a frame is not written") {
  const TemporaryFolder folder;
  io::FrameWriter frames{folder.path("frames.xyz")};
  CHECK_THROWS_WITH(frames.close(), EndsWith("frames.xyz: no frames to write, expected at least one"));
  for (const std::string format : {"lammps-dump", "runner", "mlip", "deepmd"}) {
    const auto sink = io::create_frames(folder.path(format), format);
    CHECK_THROWS_WITH(sink->close(), EndsWith(format + ": no frame to write"));
  }
}

TEST_CASE("an output that has no name, is a folder, a socket or protected is refused") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(io::Output{""}, ContainsSubstring("the output's name is empty"));
  CHECK_THROWS_WITH(io::Output{folder.path(".")}, EndsWith(": is a directory, expected a file"));

  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder.path("socket");
  REQUIRE(path.size() < sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  const Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK_THROWS_WITH(io::Output{path}, ContainsSubstring("socket: cannot open for writing: "));

  const std::string kept = folder.write("kept", "kept");
  REQUIRE(::chmod(kept.c_str(), 0444) == 0);
  // Root may write everything: for the time of the check another user asks.
  const uid_t user = ::getuid();
  if (user == 0) REQUIRE(::setreuid(65534, static_cast<uid_t>(-1)) == 0);
  std::string said = "no error";
  try {
    io::Output{kept};
  } catch (const Error& error) {
    said = error.what();
  }
  if (user == 0) REQUIRE(::setreuid(user, static_cast<uid_t>(-1)) == 0);
  CHECK_THAT(said, EndsWith("kept: cannot write: Permission denied"));
  CHECK(folder.read("kept") == "kept");
}

TEST_CASE("a result of another program is taken for these atoms alone") {
  const std::string head =
      "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:forces:R:3 energy=-1\nSi 1 1 1 0 0 0\n";
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = head;
    return said_of(text.replace(text.find(from), from.size(), to));
  };
  CHECK(said_of(head) == "no error");
  CHECK(with(" energy=-1", "") == "prog has printed no energy");
  CHECK(with("\nSi", "\nGe") == "prog has computed other elements, or in another order");
  CHECK(said_of("1\nLattice=\"5 0 0 0 5 0 0 0 5\" energy=-1\nSi 1 1 1\n") == "prog has printed no forces");
  CHECK(with("0 0 0 5\"", "0 0 0 6\"") == "prog has computed another cell");
  CHECK(with(" energy=-1", " energy=-1 units=lj") ==
        "units differ: the frame has metal, what prog has computed has lj");
}

TEST_CASE("a result without a frame is none") {
  const TemporaryFolder folder;
  folder.write("out", "\n");
  Frame frame = one_atom();
  const auto calculator = io::parse_calculator("nnpipe-calculator 1\ncommand prog\nread out lammps-dump\n", "file");
  CHECK_THROWS_WITH(io::collect(calculator, frame, folder.path(".")), EndsWith("prog has printed no energy"));
}

TEST_CASE("LAMMPS's result is seven numbers") {
  const TemporaryFolder folder;
  folder.write("forces.dump",
               "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"
               "ITEM: ATOMS id type x y z fx fy fz\n1 1 1 1 1 0 0 0\n");
  folder.write("result", "-1 0 0\n");
  const auto calculator =
      io::parse_calculator("nnpipe-calculator 1\ncommand lmp\nread forces.dump lammps\n", "lammps.calculator");
  Frame frame = one_atom();
  CHECK_THROWS_WITH(io::collect(calculator, frame, folder.path(".")), StartsWith("3 numbers in "));
}

TEST_CASE("a mesh of k-points has a distance above zero") {
  auto calculator =
      io::parse_calculator("nnpipe-calculator 1\nvariable kspacing 0\ncommand a\nread b extxyz\n", "file");
  CHECK_THROWS_WITH(io::fill("{k1}", calculator, one_atom()), StartsWith("file: kspacing: expected a positive number"));
  calculator.variables["kspacing"] = "0.5";
  CHECK(io::fill("{k1}", calculator, one_atom()) == "3");
}

TEST_CASE("a calculator's lines say what they name") {
  struct Line {
    std::string line, said;
  };
  for (const auto& [line, said] : std::vector<Line>{
           {"read out", "file:2: read: expected a file and a format"},
           {"frame", "file:2: frame: expected a file and a format"},
           {"depends", "file:2: depends: expected the path of a file"},
           {"complaint out", "file:2: complaint: expected a file and the beginning of a line"},
           {"variable a.b 1", "file:2: variable: expected a name, got 'a.b'"},
           {"file", "file:2: file: expected a name without /"},
           {"file a/b", "file:2: file: expected a name without /"},
       }) {
    CHECK(said_of_calculator(line) == said);
  }
}

TEST_CASE("files that are not there are named, and why") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(hash_of_file(folder.path("a")), EndsWith("a: cannot open: No such file or directory"));
  CHECK_THROWS_WITH(open_to_read(folder.path("a")), EndsWith("a: cannot open: No such file or directory"));
  CHECK_THROWS_WITH(open_to_write(folder.path("a/b")), EndsWith("b: cannot create: No such file or directory"));
}
