#include "lua/pipeline.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <mutex>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "lua/folder.hpp"
#include "scratch.hpp"
#include "test.hpp"

using namespace nnpipe;
using lua::Engine;

namespace {

Command program(std::vector<std::string> words) {
  std::string path = find_on_path(words.front());
  return {path, std::move(words), {}};
}

// A stage that a shell plays: the shell is the program under test here, not a way to start it.
Command shell(const std::string& script) { return program({"sh", "-c", script}); }

struct Run {
  lua::Outcome outcome;
  std::vector<std::string> lines;
};

Run run(std::vector<Command> stages, const std::string& output = {}) {
  Run result;
  Engine engine{[&](std::string_view label, std::string_view line) {
    result.lines.push_back(std::string{label} + "|" + std::string{line});
  }};
  engine.start({"step", std::move(stages), "", output});
  result.outcome = engine.wait(true).value();
  CHECK(engine.running() == 0);
  return result;
}

// Shell words that wait until there is such a file; half a minute later they give up, so that nothing hangs for good.
std::string wait_for(const std::string& file) {
  return "n=0; until [ -e " + file + " ]; do n=$((n + 1)); [ $n -lt 1500 ] || exit 9; sleep 0.02; done";
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
  return count;
}

}  // namespace

TEST_CASE("what a stage draws over again is shown, not said, and lines that stay come whole") {
  std::vector<std::string> lines, shown;
  const auto take = [](std::vector<std::string>& to) {
    return [&to](std::string_view label, std::string_view text) {
      to.push_back(std::string{label} + "|" + std::string{text});
    };
  };
  Engine engine{take(lines), take(shown)};
  const std::string pause = "; sleep 0.05; ";
  engine.start(
      {"step",
       {shell("printf '\\r\\033[Kone 10 %%' >&2" + pause + "printf '\\r\\033[Kone 20 %%' >&2" + pause +
              "printf '\\r\\033[Ka warning\\n' >&2" + pause + "printf '\\r\\033[K' >&2" + pause + "echo end >&2")},
       "",
       ""});
  CHECK(engine.wait(true).value().ok);
  CHECK(lines == std::vector<std::string>{"step|a warning", "step|end"});
  CHECK(shown == std::vector<std::string>{"step|one 10 %", "step|one 20 %", "step|"});
}

TEST_CASE("data passes through a pipe of programs unchanged") {
  const test::Scratch scratch;
  const std::string file = scratch / "count";
  const Run result =
      run({program({"head", "-c", "50000000", "/dev/zero"}), program({"cat"}), program({"wc", "-c"})}, file);
  CHECK(result.outcome.ok);
  CHECK(trim(lua::read_whole(file)) == "50000000");
}

TEST_CASE("arguments reach a program as they are") {
  const test::Scratch scratch;
  const std::string file = scratch / "words";
  const std::vector<std::string> odd = {"two words", "line\nbreak", "-n",    "--x=1", "",
                                        "$HOME",     "`id`",        "a;b|c", "*",     "é"};
  std::vector<std::string> words = {"printf", "[%s]"};
  words.insert(words.end(), odd.begin(), odd.end());
  CHECK(run({program(words)}, file).outcome.ok);
  CHECK(lua::read_whole(file) == "[" + join(odd, "][") + "]");
}

TEST_CASE("a stage that fails is named with its own message, which is not also passed on") {
  const Run result =
      run({shell("echo 'sh: warning: odd' >&2; echo 'sh: x.xyz:3: bad atom' >&2; exit 1"), program({"cat"})});
  CHECK_FALSE(result.outcome.ok);
  CHECK(result.outcome.message == "sh: x.xyz:3: bad atom");
  CHECK(result.outcome.status == 1);
  CHECK(result.lines == std::vector<std::string>{"step|sh: warning: odd"});
}

TEST_CASE("a stage that fails in silence is named with its status, a killed one with its signal") {
  CHECK(run({shell("exit 7")}).outcome.message == "sh: exit status 7");
  const auto killed = run({shell("kill -9 $$")}).outcome;
  CHECK(killed.message == "sh: killed by signal 9 (Killed)");
  CHECK(killed.status == 128 + SIGKILL);
}

TEST_CASE("a stage whose reader failed is not blamed, whether SIGPIPE took it or it says broken pipe") {
  for (const char* writer :
       {"yes", "trap '' PIPE; while echo y; do :; done 2>/dev/null; echo 'sh: write error: Broken pipe' >&2; exit 1"}) {
    const Run result = run({shell(writer), program({"cat"}), shell("read x; echo 'sh: reader says no' >&2; exit 2")});
    CHECK_FALSE(result.outcome.ok);
    CHECK(result.outcome.message == "sh: reader says no");
    CHECK(result.outcome.status == 2);
  }
}

TEST_CASE("of two failures the one upstream is blamed: a reader cannot know that its stream was cut") {
  const Run result = run({shell("echo part; echo 'sh: disk gone' >&2; exit 1"),
                          shell("cat >/dev/null; echo 'sh: stream ends early' >&2; exit 1")});
  CHECK(result.outcome.message == "sh: disk gone");
  CHECK(result.lines.empty());
}

TEST_CASE("a reader that ends early without failing is no failure of its writer") {
  const test::Scratch scratch;
  const std::string file = scratch / "first";
  const Run result = run({program({"yes", "line"}), program({"head", "-n", "2"})}, file);
  CHECK(result.outcome.ok);
  CHECK(lua::read_whole(file) == "line\nline\n");
}

TEST_CASE("a failed stage stops the others of its pipe") {
  const auto start = std::chrono::steady_clock::now();
  const Run result = run({program({"sleep", "60"}), shell("exit 1"), program({"sleep", "60"})});
  CHECK_FALSE(result.outcome.ok);
  CHECK(result.outcome.message == "sh: exit status 1");
  CHECK(seconds_since(start) < 50);
}

TEST_CASE("what a pipe costs is the CPU time of all its stages, not the time it takes") {
  const auto busy = shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done");
  const double one = run({busy}).outcome.cpu_seconds, two = run({busy, busy}).outcome.cpu_seconds;
  CHECK(one > 0.005);
  CHECK(two > 1.3 * one);
  const auto idle = run({program({"sleep", "0.3"})}).outcome;
  CHECK(idle.seconds > 0.29);
  CHECK(idle.cpu_seconds < 0.1);
}

TEST_CASE("what a stage says is passed on while it runs") {
  const test::Scratch scratch;
  const std::string heard = scratch / "heard";
  Engine engine{[&](std::string_view, std::string_view line) {
    if (line == "early") lua::write_whole(heard, "");
  }};
  engine.start({"step", {shell("echo early >&2; " + wait_for(heard))}, "", ""});
  CHECK(engine.wait(true).value().ok);
}

TEST_CASE("lines without an end, long ones and carriage returns are passed on") {
  const Run result = run({shell("printf 'a\\r\\nb' >&2")});
  CHECK(result.lines == std::vector<std::string>{"step|a", "step|b"});
  const Run long_line = run({shell("head -c 300000 /dev/zero | tr '\\0' x >&2")});
  std::size_t size = 0;
  for (const auto& line : long_line.lines) size += line.size() - 5;
  CHECK(size == 300000);
}

TEST_CASE("pipelines run side by side and are told as they end") {
  const test::Scratch scratch;
  const std::string first = scratch / "first", second = scratch / "second", told = scratch / "told";
  Engine engine{[](std::string_view, std::string_view) {}};
  // Each waits for the other; the slow one besides until the end of the quick one has been told.
  const int slow = engine.start({"slow", {shell(": >" + first + "; " + wait_for(told))}, "", ""});
  const int quick = engine.start({"quick", {shell(wait_for(first) + "; " + wait_for(second))}, "", ""});
  CHECK(engine.running() == 2);
  CHECK_FALSE(engine.wait(false).has_value());
  lua::write_whole(second, "");
  const auto ended = engine.wait(true).value();
  CHECK(ended.id == quick);
  CHECK(ended.ok);
  lua::write_whole(told, "");
  const auto last = engine.wait(true).value();
  CHECK(last.id == slow);
  CHECK(last.ok);
  CHECK_FALSE(engine.wait(true).has_value());
}

TEST_CASE("ending an engine ends its programs and what they started") {
  const test::Scratch scratch;
  const std::string file = scratch / "process";
  {
    Engine engine{[](std::string_view, std::string_view) {}};
    engine.start({"step", {shell("sleep 60 & echo $! >" + file + "; wait")}, "", ""});
    while (!std::filesystem::exists(file) || lua::read_whole(file).empty()) ::usleep(1000);
  }
  const auto process = static_cast<pid_t>(to_int(trim(lua::read_whole(file)), "process"));
  // It was left to init, which may take a moment to await it.
  for (int i = 0; i < 200 && ::kill(process, 0) == 0; ++i) ::usleep(10000);
  CHECK(::kill(process, 0) != 0);
}

TEST_CASE("a program that ignores the request to end is killed") {
  const auto start = std::chrono::steady_clock::now();
  const Run result = run({shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"), shell("read x; exit 1")});
  CHECK(result.outcome.message == "sh: exit status 1");
  CHECK(seconds_since(start) > 4);
  CHECK(seconds_since(start) < 60);
}

TEST_CASE("a program that cannot be run is an error at once, and stages already started are ended") {
  const test::Scratch scratch;
  Engine engine{[](std::string_view, std::string_view) {}};
  lua::PipelineSpec spec{"step", {program({"sleep", "60"}), {scratch / "absent", {"absent"}, {}}}, "", ""};
  CHECK_THROWS_WITH(engine.start(spec), ContainsSubstring("cannot run") && ContainsSubstring("No such file"));
  CHECK(engine.running() == 0);
}

TEST_CASE("a word with a zero byte is refused, not cut") {
  Engine engine{[](std::string_view, std::string_view) {}};
  lua::PipelineSpec spec{"step", {program({"printf", std::string{"a\0b", 3}})}, "", ""};
  CHECK_THROWS_WITH(engine.start(spec), ContainsSubstring("zero byte"));
}

TEST_CASE("pipelines leave no descriptors open") {
  run({program({"true"})});
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 5; ++i) run({program({"echo", "x"}), program({"cat"})});
  run({shell("exit 1"), program({"cat"})});
  CHECK(open_descriptors() == before);
}

TEST_CASE("a file is there as a stage's input, and as the last one's output") {
  const test::Scratch scratch;
  lua::write_whole(scratch / "in", "some text\n");
  Engine engine{[](std::string_view, std::string_view) {}};
  engine.start({"step", {program({"tr", "a-z", "A-Z"})}, scratch / "in", scratch / "out"});
  CHECK(engine.wait(true).value().ok);
  CHECK(lua::read_whole(scratch / "out") == "SOME TEXT\n");
}
