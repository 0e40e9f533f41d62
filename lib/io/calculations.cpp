#include "io/calculations.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/installation.hpp"
#include "base/process.hpp"
#include "base/temporary.hpp"
#include "base/text.hpp"
#include "io/extxyz.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

namespace {

namespace fs = std::filesystem;

// A folder that is made now: what stands there already may be somebody else's.
void make_new_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) != 0) fail("{}: cannot create: {}", path, std::strerror(errno));
}

// The text of a result in the cache ends its comment line so, with the checksum of the text without it and of `key`,
// which is what the result depends on.
constexpr std::string_view checksum_mark = " checksum=";

std::string with_checksum(std::string text, const std::string& key) {
  const auto end_of_comment = text.find('\n', text.find('\n') + 1);
  return text.insert(end_of_comment, std::string{checksum_mark} + hash_of(key + text));
}

// Throws Error if that is not so.
void check_kept(std::string text, const std::string& key) {
  const auto comment = text.find('\n') + 1;
  const auto end = std::min(text.find('\n', comment), text.size());
  const auto mark = text.rfind(checksum_mark, end);
  if (mark == std::string::npos || mark < comment) fail("has no checksum");
  const auto value = mark + checksum_mark.size();
  const std::string checksum = text.substr(value, end - value);
  if (checksum != hash_of(key + text.erase(mark, end - mark))) fail("its checksum does not fit");
}

std::string temporary_folder() {
  std::string name = temporary_directory() + "/nnpipe-label-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) fail("{}: cannot create: {}", name, std::strerror(errno));
  return name;
}

// What a program says at its end, if it says anything.
std::string last_line(const std::string& path) {
  std::error_code none;
  if (!fs::is_regular_file(path, none)) return {};
  const std::string text = read_text(path);
  std::string last;
  for (const auto line : split(text, '\n')) {
    const bool says =
        std::any_of(line.begin(), line.end(), [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
    if (says) last = trim(line);
  }
  return last;
}

}  // namespace

Calculations::Calculations(ExternalCode calculator, CalculationOptions options)
    : x_calculator{std::move(calculator)}, x_options{std::move(options)} {
  const auto words = split(x_calculator.command);
  if (words.empty()) fail("{}: an empty command", x_calculator.place);
  const std::string name{words.front()};
  x_program = find_on_path(name);
  if (x_program.empty()) fail("{}: program {} is not there", x_calculator.place, nnpipe::quoted(name));
  // What is not run in a folder of its own needs paths that hold everywhere.
  if (x_calculator.here || x_program.find('/') != 0) x_program = fs::absolute(x_program).string();
  if (!x_options.cache.empty()) x_new.make(x_options.cache);
  if (!x_options.scratch.empty()) x_new.make(x_options.scratch);
  x_folder = x_options.scratch.empty() ? temporary_folder() : fs::absolute(x_options.scratch).string();
}

Calculations::~Calculations() {
  for (auto& task : x_tasks) {
    if (task.process == 0) continue;
    ::kill(-task.process, SIGTERM);
    while (::waitpid(task.process, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  std::error_code none;
  if (x_options.scratch.empty()) fs::remove_all(x_folder, none);
}

std::string Calculations::path_of(const std::string& key) const {
  return x_options.cache + "/" + key.substr(0, 2) + "/" + key.substr(2) + ".xyz";
}

bool Calculations::look_up(Task& task) const {
  if (x_options.cache.empty()) return false;
  std::error_code none;
  const auto path = path_of(task.key);
  if (!fs::is_regular_file(path, none)) return false;
  Frame kept;
  try {
    FrameReader reader{path};
    reader.next(kept);
    check_kept(read_text(path), task.key);
  } catch (const Error& error) {
    const std::string what = error.what();
    x_options.warn(fmt::format("{}{}: the cached result is damaged and is computed again",
                               what.starts_with(path) ? "" : path + ": ", what));
    return false;
  }
  drop_other_labels(task.frame);
  task.frame.energy = kept.energy;
  task.frame.forces = kept.forces;
  task.frame.virial = kept.virial;
  task.frame.site_energies.clear();
  return true;
}

// Writes the result into the cache, by way of the task's own folder.
void Calculations::keep(const Task& task) const {
  const auto path = path_of(task.key), plain = task.folder + "/kept.xyz";
  std::error_code error;
  fs::create_directories(fs::path{path}.parent_path(), error);
  if (error) fail("{}: cannot create: {}", path, error.message());
  fs::remove(path, error);  // a damaged one, or a link that would be followed
  FrameWriter writer{plain};
  writer.write(task.frame);
  writer.close();
  Output kept{path};
  kept.write(with_checksum(read_text(plain), task.key));
  kept.close();
}

void Calculations::start(Task& task) {
  task.folder = fmt::format("{}/frame-{}", x_folder, x_number);
  std::error_code none;
  fs::remove_all(task.folder, none);
  make_new_folder(task.folder);
  auto words = prepare(x_calculator, task.frame, task.folder);
  Command command{x_program, std::move(words), {}};
  if (std::getenv("OMP_NUM_THREADS") == nullptr) {
    const int each = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / x_options.jobs);
    command.environment.emplace_back("OMP_NUM_THREADS", std::to_string(each));
  }
  Descriptor input;
  if (x_calculator.piped) input = open_to_read(task.folder + "/frame.xyz");
  const Descriptor output = open_to_write(task.folder + "/output"), errors = open_to_write(task.folder + "/errors");
  ChildStreams streams{input.get(), output.get(), errors.get()};
  streams.own_group = true;
  const auto here = fs::current_path();
  if (!x_calculator.here) fs::current_path(task.folder);
  try {
    task.process = spawn(command, streams);
  } catch (...) {
    fs::current_path(here);
    throw;
  }
  fs::current_path(here);
  ++x_running;
}

std::string Calculations::last_words(const std::string& folder) const {
  if (const auto complaint = complaint_of(x_calculator, folder); !complaint.empty()) return ": " + complaint;
  const auto said = last_line(folder + "/errors");
  const auto last = said.empty() ? last_line(folder + "/output") : said;
  return last.empty() ? last : "; its last words: " + last;
}

void Calculations::take_in(Task& task, int status) {
  task.process = 0;
  task.done = true;
  --x_running;
  const std::string program = fs::path{x_program}.filename().string();
  try {
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      fail("{}: {}{}", program, describe_status(status), last_words(task.folder));
    }
    if (!x_calculator.fails_with.empty()) {
      const std::string text = read_text(task.folder + "/output");
      for (const auto& mark : x_calculator.fails_with) {
        if (text.find(mark) != std::string::npos) fail("{}: {}", program, mark);
      }
    }
    collect(x_calculator, task.frame, task.folder);
    if (!x_options.cache.empty()) {
      keep(task);
      // The same bits, to the last, as from now on.
      if (!look_up(task)) fail("{}: cannot read back what was kept", path_of(task.key));
    }
  } catch (const Error& error) {
    task.problem = error.what();
  }
  std::error_code none;
  if (x_options.scratch.empty()) fs::remove_all(task.folder, none);
}

void Calculations::wait_for_one() {
  int status = 0;
  const pid_t ended = ::waitpid(-1, &status, 0);
  if (ended < 0 && errno != EINTR) fail("cannot wait for a program: {}", std::strerror(errno));
  for (auto& task : x_tasks) {
    if (task.process == ended && ended > 0) return take_in(task, status);
  }
}

void Calculations::hand_on(const std::function<void(const Frame&)>& write) {
  while (!x_tasks.empty() && x_tasks.front().done) {
    const Task& task = x_tasks.front();
    if (task.problem.empty()) {
      if (x_problem.empty()) write(task.frame);
    } else if (x_options.skip_failed) {
      ++x_failed;
      x_options.warn(fmt::format("{}: {}", task.place, task.problem));
    } else if (x_problem.empty()) {
      x_problem = fmt::format("{}: {}", task.place, task.problem);
    }
    x_tasks.pop_front();
  }
  if (x_problem.empty()) return;
  while (x_running > 0) wait_for_one();
  throw Error{x_problem}.whole();
}

void Calculations::add(Frame frame, std::string place, const std::function<void(const Frame&)>& write) {
  if (frame.site_energy) fail("{}: a site sample has no forces, expected a frame", place);
  ++x_number;
  x_tasks.push_back({std::move(frame), std::move(place), {}, {}, {}});
  Task& task = x_tasks.back();
  with_place([&] { return task.place; },
             [&] {
               check_units(x_calculator, task.frame);
               if (!x_options.cache.empty()) task.key = hash_of(identity_of(x_calculator, task.frame));
               if (look_up(task)) {
                 task.done = true;
               } else {
                 start(task);
               }
             });
  const auto jobs = static_cast<std::size_t>(x_options.jobs);
  while (x_running >= jobs) wait_for_one();
  hand_on(write);
  // A slow frame at the front holds up those that are done: not too many of them.
  while (x_tasks.size() > 64 * jobs && x_running > 0) {
    wait_for_one();
    hand_on(write);
  }
}

void Calculations::finish(const std::function<void(const Frame&)>& write) {
  while (x_running > 0) {
    wait_for_one();
    hand_on(write);
  }
  hand_on(write);
}

}  // namespace nnpipe::io
