// A step's output is on the disk before it appears: this program's own fsync() counts.
#include <cerrno>
#include <cstddef>
#include <filesystem>

#include "counted_fsync.hpp"
#include "lua/folder.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

using counted_fsync::failure;

TEST_CASE("each file of an output is on the disk before the output appears") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("made/deep"));
  folder.write("made/one", "1");
  folder.write("made/two", "2");
  folder.write("made/deep/three", "3");
  folder.write("file", "4");
  counted_fsync::calls = 0;
  lua::publish(folder.path("made"), folder.path("out/folder"));
  CHECK(counted_fsync::calls == 3);
  CHECK(folder.read("out/folder/deep/three") == "3");
  lua::publish(folder.path("file"), folder.path("out/file"));
  CHECK(counted_fsync::calls == 4);
  lua::write_whole(folder.path("out/whole"), "text");
  CHECK(counted_fsync::calls == 5);
  CHECK(folder.read("out/whole") == "text");

  failure = EIO;
  CHECK_THROWS_WITH(lua::publish(folder.path("out/file"), folder.path("again")),
                    ContainsSubstring("Input/output error"));
  failure = 0;
  CHECK_FALSE(std::filesystem::exists(folder.path("again")));
}

TEST_CASE("a pipeline's files follow no link that stands in their way") {
  const TemporaryFolder folder;
  folder.write("victim", "precious");
  std::filesystem::create_symlink(folder.path("victim"), folder.path("state"));
  lua::write_whole(folder.path("state"), "text");
  CHECK(folder.read("victim") == "precious");
  CHECK(folder.read("state") == "text");
  std::filesystem::create_symlink(folder.path("victim"), folder.path("lock"));
  CHECK_THROWS_WITH((lua::Lock{folder.path("lock"), "out"}), ContainsSubstring("lock: cannot create"));
  CHECK(folder.read("victim") == "precious");
}
