#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("lines end with LF or CRLF, a byte-order mark is passed over, the last needs no end") {
  const TemporaryFolder folder;
  const auto path = folder.write("lines",
                                 "\xef\xbb\xbf"
                                 "one\r\ntwo\n\nlast");
  io::Input input{path};
  std::string_view line;
  for (const auto* expected : {"one", "two", "", "last"}) {
    REQUIRE(input.line(line));
    CHECK(line == expected);
  }
  CHECK(input.line_number() == 4);
  CHECK(input.place() == path + ":4");
  CHECK_FALSE(input.line(line));
}

TEST_CASE("lines longer than the buffer arrive whole") {
  const TemporaryFolder folder;
  const std::string text(1U << 20U, 'x');
  io::Input input{folder.write("long", text + "\nend\n")};
  std::string_view line;
  REQUIRE(input.line(line));
  CHECK(line == text);
  REQUIRE(input.line(line));
  CHECK(line == "end");
}

TEST_CASE("peeking takes nothing") {
  const TemporaryFolder folder;
  io::Input input{folder.write("peek", "abc\n")};
  CHECK(input.peek(2) == "ab");
  CHECK(input.peek(100) == "abc\n");
  std::string_view line;
  REQUIRE(input.line(line));
  CHECK(line == "abc");
  CHECK(input.at_end());
}

TEST_CASE("an input that is missing or a directory is refused by name") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(io::Input{folder.path("no")}, ContainsSubstring("no: cannot open: No such file"));
  CHECK_THROWS_WITH(io::Input{folder.path("")}, ContainsSubstring("is a directory, expected a file"));
}

TEST_CASE("an output appears at close, whole, and not before") {
  const TemporaryFolder folder;
  const auto path = folder.path("out");
  {
    io::Output output{path};
    output.write("some text");
    output.flush();
    CHECK_FALSE(std::filesystem::exists(path));
    output.close();
  }
  CHECK(folder.read("out") == "some text");
}

TEST_CASE("an output that is given up leaves what was there, and nothing else") {
  const TemporaryFolder folder;
  const auto path = folder.write("out", "old");
  { io::Output{path}.write("new"); }
  CHECK(folder.read("out") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a replaced file keeps its mode, and a link keeps pointing") {
  const TemporaryFolder folder;
  const auto path = folder.write("target", "old");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  std::filesystem::create_symlink("target", folder.path("link"));
  io::Output output{folder.path("link")};
  output.write("new");
  output.close();
  CHECK(std::filesystem::is_symlink(folder.path("link")));
  CHECK(folder.read("target") == "new");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0640U);
}

TEST_CASE("a full disk is an error") {
  io::Output output{"/dev/full"};
  output.write("x");
  CHECK_THROWS_WITH(output.close(), "/dev/full: cannot write: No space left on device");
}

TEST_CASE("an output that goes on where another run stopped is refused where it cannot") {
  const TemporaryFolder folder;
  const auto path = folder.path("out");
  {
    io::Output first{path, 0};
    CHECK_THROWS_WITH((io::Output{path, 0}), ContainsSubstring("out.part: another program is writing it"));
  }
  folder.write("out.part", "abc");
  CHECK_THROWS_WITH((io::Output{path, 10}), ContainsSubstring("has 3 bytes, expected at least the 10 written before"));
  CHECK_THROWS_WITH((io::Output{folder.path("none"), 10}), ContainsSubstring("none.part: cannot go on with: No such"));
  CHECK_THROWS_WITH((io::Output{folder.path("no/such"), 0}), ContainsSubstring("such.part: cannot create: No such"));
  // With .part behind, the name is longer than a file system takes.
  const std::string longest(253, 'x');
  folder.write(longest, "abc");
  CHECK_THROWS_WITH((io::Output{folder.path(longest), 3}), ContainsSubstring("cannot go on with: File name too long"));
}

TEST_CASE("an output whose place was taken meanwhile is an error that leaves nothing") {
  const TemporaryFolder folder;
  const auto path = folder.path("out");
  {
    io::Output output{path};
    output.write("abc");
    std::filesystem::create_directories(path + "/inside");
    CHECK_THROWS_WITH(output.close(), ContainsSubstring("out: cannot replace: "));
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("a read that fails is an error, not an end") {
  io::Input input{"/proc/self/mem"};
  std::string_view line;
  CHECK_THROWS_WITH(input.line(line), ContainsSubstring("/proc/self/mem: cannot read: Input/output error"));
  CHECK_THROWS_WITH(hash_of_file("/proc/self/mem"),
                    ContainsSubstring("/proc/self/mem: cannot read: Input/output error"));
}
