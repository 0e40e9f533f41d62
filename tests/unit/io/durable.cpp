// What is on the disk when a file appears: this program's own fsync() counts, and fails where it is told to.
#include <cerrno>
#include <cstddef>
#include <filesystem>

#include "counted_fsync.hpp"
#include "io/output.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

using counted_fsync::failure;

TEST_CASE("a file is on the disk before it appears under its name") {
  const TemporaryFolder folder;
  failure = 0;
  counted_fsync::calls = 0;
  io::Output output{folder.path("file")};
  output.write("text");
  CHECK(counted_fsync::calls == 0);
  output.close();
  CHECK(counted_fsync::calls == 1);
  CHECK(folder.read("file") == "text");

  // An output that a later run goes on with: at each mark, and at its end.
  io::Output kept{folder.path("kept"), 0};
  kept.write("one");
  CHECK(kept.sync() == 3);
  CHECK(counted_fsync::calls == 2);
  kept.close();
  CHECK(counted_fsync::calls == 3);
}

TEST_CASE("a disk that cannot hold a file leaves none, nor a part of it") {
  const TemporaryFolder folder;
  failure = EIO;
  {
    io::Output output{folder.path("file")};
    output.write("text");
    CHECK_THROWS_WITH(output.close(), ContainsSubstring("file: cannot write: Input/output error"));
    io::Output kept{folder.path("kept"), 0};
    kept.write("one");
    CHECK_THROWS_WITH(kept.sync(), ContainsSubstring("kept: cannot write: Input/output error"));
    CHECK_THROWS_WITH(kept.close(), ContainsSubstring("kept: cannot write: Input/output error"));
  }
  failure = 0;
  CHECK_FALSE(std::filesystem::exists(folder.path("file")));
  CHECK_FALSE(std::filesystem::exists(folder.path("kept")));
  for (const auto& entry : std::filesystem::directory_iterator{folder.path("")}) {
    CHECK(entry.path().filename() == "kept.part");
  }
  // A file system that knows no synchronising is as good as one that has.
  failure = EINVAL;
  io::Output output{folder.path("file")};
  output.write("text");
  output.close();
  failure = 0;
  CHECK(folder.read("file") == "text");
}

TEST_CASE("nothing that stands in the way of a guessable name is followed or taken") {
  const TemporaryFolder folder;
  folder.write("victim", "precious");
  const auto part = folder.path("out.part");
  const auto begin = [&](std::uint64_t kept) { return io::Output{folder.path("out"), kept}; };
  std::filesystem::create_symlink(folder.path("victim"), part);
  CHECK_THROWS_WITH(begin(0), ContainsSubstring("out.part: is a symbolic link"));
  CHECK_THROWS_WITH(begin(4), ContainsSubstring("out.part: is a symbolic link"));
  std::filesystem::remove(part);
  std::filesystem::create_hard_link(folder.path("victim"), part);
  CHECK_THROWS_WITH(begin(0), ContainsSubstring("out.part: has other names, too"));
  std::filesystem::remove(part);
  std::filesystem::create_directory(part);
  CHECK_THROWS_WITH(begin(0), ContainsSubstring("out.part: "));
  std::filesystem::remove(part);
  CHECK(folder.read("victim") == "precious");
  CHECK_THROWS_WITH(begin(4), ContainsSubstring("out.part: cannot go on with: No such file"));
  folder.write("out.part", "of a run before");
  auto output = begin(2);
  output.write("!");
  output.close();
  CHECK(folder.read("out") == "of!");
}
