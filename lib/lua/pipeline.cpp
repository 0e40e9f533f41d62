#include "lua/pipeline.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::lua {

namespace {

using Clock = std::chrono::steady_clock;

// A line is held back so long: the last words of a stage that fails belong into the error, not also before it.
constexpr auto hold = std::chrono::milliseconds{200};
// Time between asking to end and killing.
constexpr auto patience = std::chrono::seconds{5};
// How much of what a stage said is kept to choose its message from.
constexpr std::size_t lines_kept = 40;
// A line longer than this is passed on in pieces.
constexpr std::size_t longest_line = 1U << 16U;

volatile std::sig_atomic_t end_signal = 0;
volatile std::sig_atomic_t wake_descriptor = -1;

extern "C" void on_pipeline_signal(int number) {
  const int error = errno;
  if (number != SIGCHLD) end_signal = number;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_descriptor, &byte, 1);  // a full pipe wakes as well
  errno = error;
}

// Handlers in place of those there were, put back at the end.
class SignalWatch {
 public:
  SignalWatch() : x_wake{make_pipe()} {
    for (const int end : {x_wake.read.get(), x_wake.write.get()}) ::fcntl(end, F_SETFL, O_NONBLOCK);
    wake_descriptor = x_wake.write.get();
    struct sigaction action {};
    action.sa_handler = on_pipeline_signal;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      ::sigaction(numbers[i], nullptr, &x_before[i]);
      // What the caller ignores (nohup) stays ignored.
      if (x_before[i].sa_handler == SIG_IGN && numbers[i] != SIGCHLD) continue;
      ::sigaction(numbers[i], &action, nullptr);
    }
  }
  ~SignalWatch() {
    for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &x_before[i], nullptr);
    wake_descriptor = -1;
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  int descriptor() const { return x_wake.read.get(); }
  void clear() {
    std::array<char, 256> bytes{};
    while (::read(x_wake.read.get(), bytes.data(), bytes.size()) > 0) continue;
  }

 private:
  static constexpr std::array<int, 4> numbers = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
  Pipe x_wake;
  std::array<struct sigaction, 4> x_before{};
};

struct Line {
  std::string text;
  Clock::time_point came;
};

struct Stage {
  std::string name;
  pid_t process = -1;  // −1: awaited
  int status = 0;
  Descriptor errors;
  std::string partial;           // a line that has no end yet
  std::deque<Line> held;         // lines not yet passed on
  std::deque<std::string> said;  // the last lines, passed on or not
  bool asked_to_end = false;

  bool ended() const { return process < 0; }
  bool failed() const { return ended() && !(WIFEXITED(status) && WEXITSTATUS(status) == 0); }
  bool died_of(int signal) const {
    return (WIFSIGNALED(status) && WTERMSIG(status) == signal) ||
           (WIFEXITED(status) && WEXITSTATUS(status) == 128 + signal);
  }
};

// What the stage gave as its reason: its last "NAME: …" that is no warning, else its last line.
std::string reason_of(const Stage& stage) {
  const std::string own = stage.name + ": ";
  for (auto line = stage.said.rbegin(); line != stage.said.rend(); ++line) {
    if (line->starts_with(own) && !line->starts_with(own + "warning")) return *line;
  }
  for (auto line = stage.said.rbegin(); line != stage.said.rend(); ++line) {
    if (!trim(*line).empty()) return *line;
  }
  return {};
}

bool mentions_broken_pipe(const Stage& stage) {
  return lower(reason_of(stage)).find("broken pipe") != std::string::npos;
}

std::string message_of(const Stage& stage) {
  std::string reason = reason_of(stage);
  const std::string own = stage.name + ": ";
  if (reason.starts_with(own)) reason.erase(0, own.size());
  if (WIFSIGNALED(stage.status)) {
    return fmt::format("{}killed by {}{}", own, describe_status(stage.status),
                       reason.empty() ? "" : ", last said: " + reason);
  }
  return own + (reason.empty() ? describe_status(stage.status) : reason);
}

struct Job {
  int id = 0;
  std::string label;
  std::vector<Stage> stages;
  Clock::time_point started = Clock::now();
  std::optional<Clock::time_point> kill_at;
  std::optional<Clock::time_point> stop_at;  // its timeout, until that has passed
  std::string late;                          // then: what is to be said of the stages that still ran
  double cpu_seconds = 0;                    // of those that ended

  bool ended() const {
    return std::all_of(stages.begin(), stages.end(), [](const Stage& s) { return s.ended() && !s.errors; });
  }
};

// The stage to blame, or none.
const Stage* culprit(const std::vector<Stage>& stages) {
  const Stage* last_resort = nullptr;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const Stage& stage = stages[i];
    if (!stage.failed()) continue;
    const bool reader_failed = std::any_of(stages.begin() + static_cast<std::ptrdiff_t>(i) + 1, stages.end(),
                                           [](const Stage& s) { return s.failed(); });
    const bool has_reader = i + 1 < stages.size();
    if (stage.died_of(SIGPIPE) && has_reader) continue;
    if (stage.asked_to_end && (stage.died_of(SIGTERM) || stage.died_of(SIGKILL))) {
      last_resort = &stage;
      continue;
    }
    if (reader_failed && mentions_broken_pipe(stage)) continue;
    return &stage;
  }
  return last_resort;
}

}  // namespace

struct Engine::Impl {
  Impl(Say say_to, Say show_to) : say{std::move(say_to)}, show{std::move(show_to)} {}

  Say say, show;
  Guardian guardian;
  SignalWatch signals;
  std::deque<Job> jobs;
  int lent = -1;
  int next_id = 1;

  void ask_to_end(Job& job) {
    for (auto& stage : job.stages) {
      if (stage.ended() || stage.asked_to_end) continue;
      stage.asked_to_end = true;
      ::kill(-stage.process, SIGTERM);
      ::kill(-stage.process, SIGCONT);  // one that is stopped cannot end
    }
    if (!job.kill_at) job.kill_at = Clock::now() + patience;
  }

  // A pipeline that has not ended in the time given to it is stopped.
  void stop_late(Job& job) {
    if (!job.stop_at || Clock::now() < *job.stop_at) return;
    std::string names;
    for (const auto& stage : job.stages) {
      if (!stage.ended() && !stage.asked_to_end) names += (names.empty() ? "" : ", ") + stage.name;
    }
    const auto seconds = std::chrono::duration<double>(*job.stop_at - job.started).count();
    if (!names.empty()) job.late = fmt::format("{}: still running after {:g} s, the timeout", names, seconds);
    job.stop_at.reset();
    ask_to_end(job);
  }

  void kill_overdue(Job& job) const {
    if (!job.kill_at || Clock::now() < *job.kill_at) return;
    for (auto& stage : job.stages) {
      if (!stage.ended()) ::kill(-stage.process, SIGKILL);
    }
  }

  static void take_line(Stage& stage, std::string text) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    stage.said.push_back(text);
    if (stage.said.size() > lines_kept) stage.said.pop_front();
    stage.held.push_back({std::move(text), Clock::now()});
  }

  // A line that is drawn over again begins with a carriage return each time; the last one drawn counts.
  void take_progress(const Job& job, Stage& stage) const {
    const auto last = stage.partial.rfind('\r');
    if (last == std::string::npos || last + 1 == stage.partial.size()) return;
    std::string text = stage.partial.substr(last + 1);
    if (constexpr std::string_view wipe = "\033[K"; text.starts_with(wipe)) text.erase(0, wipe.size());
    stage.partial.clear();
    if (show) show(job.label, text);
  }

  void take_errors(const Job& job, Stage& stage) const {
    std::array<char, 1 << 14> buffer{};
    for (;;) {
      const auto got = ::read(stage.errors.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN && !stage.ended()) break;
      if (got <= 0) {  // the end, or a grandchild keeps it open: the stage itself is gone
        stage.errors.reset();
        break;
      }
      stage.partial.append(buffer.data(), static_cast<std::size_t>(got));
      std::size_t begin = 0;
      for (auto end = stage.partial.find('\n'); end != std::string::npos; end = stage.partial.find('\n', begin)) {
        std::string text = stage.partial.substr(begin, end - begin);
        // Over what was drawn: the line proper stands behind it.
        if (const auto wiped = text.rfind("\r\033[K"); wiped != std::string::npos) text.erase(0, wiped + 4);
        take_line(stage, std::move(text));
        begin = end + 1;
      }
      stage.partial.erase(0, begin);
      take_progress(job, stage);
      if (stage.partial.size() > longest_line) take_line(stage, std::exchange(stage.partial, {}));
    }
    if (!stage.errors && !stage.partial.empty()) take_line(stage, std::exchange(stage.partial, {}));
  }

  void pass_on(const Job& job, Stage& stage, Clock::time_point before) const {
    while (!stage.held.empty() && stage.held.front().came <= before) {
      say(job.label, stage.held.front().text);
      stage.held.pop_front();
    }
  }

  void reap(Job& job) {
    for (auto& stage : job.stages) {
      if (stage.ended()) continue;
      rusage used{};
      const pid_t got = ::wait4(stage.process, &stage.status, WNOHANG, &used);
      if (got == 0 || (got < 0 && errno == EINTR)) continue;
      const pid_t group = std::exchange(stage.process, -1);
      for (const timeval& time : {used.ru_utime, used.ru_stime})
        job.cpu_seconds += static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
      guardian.forget(group);
      if (stage.failed()) ::kill(-group, SIGTERM);  // what it may have started
      if (stage.errors) take_errors(job, stage);
    }
    const bool stop = std::any_of(job.stages.begin(), job.stages.end(), [&](const Stage& s) {
      return s.failed() && !(s.died_of(SIGPIPE) && &s != &job.stages.back());
    });
    if (stop) ask_to_end(job);
  }

  Outcome conclude(Job& job) const {
    Outcome outcome;
    outcome.id = job.id;
    outcome.seconds = std::chrono::duration<double>(Clock::now() - job.started).count();
    outcome.cpu_seconds = job.cpu_seconds;
    const Stage* blamed = culprit(job.stages);
    if (blamed != nullptr) {
      outcome.ok = false;
      outcome.message = message_of(*blamed);
      outcome.status = WIFSIGNALED(blamed->status) ? 128 + WTERMSIG(blamed->status) : WEXITSTATUS(blamed->status);
    }
    if (!job.late.empty()) {
      outcome.ok = false;
      outcome.message = job.late;
      outcome.status = 1;
    }
    for (auto& stage : job.stages) {
      // The reason stands in the outcome; what other stages say about the same end would only hide it.
      const std::string reason = stage.failed() && !outcome.ok ? reason_of(stage) : std::string{};
      for (const auto& line : stage.held) {
        const bool advice = !outcome.ok && line.text.starts_with("try '");
        if (!advice && (reason.empty() || line.text != reason)) say(job.label, line.text);
      }
      stage.held.clear();
    }
    return outcome;
  }

  // Milliseconds until something is due without any event; −1: nothing.
  int due() const {
    std::optional<Clock::time_point> first;
    const auto consider = [&first](Clock::time_point when) { first = first ? std::min(*first, when) : when; };
    for (const auto& job : jobs) {
      if (job.stop_at) consider(*job.stop_at);
      if (job.kill_at) consider(std::max(*job.kill_at, Clock::now() + std::chrono::milliseconds{20}));
      for (const auto& stage : job.stages) {
        if (!stage.held.empty()) consider(stage.held.front().came + hold);
      }
    }
    if (!first) return -1;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*first - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left + 1, 0, 60000));
  }

  // Waits for an event (not at all, unless `block`) and takes what there is.
  void advance(bool block) {
    std::vector<pollfd> waiting = {{signals.descriptor(), POLLIN, 0}};
    std::vector<std::pair<Job*, Stage*>> owners = {{nullptr, nullptr}};
    for (auto& job : jobs) {
      for (auto& stage : job.stages) {
        if (!stage.errors) continue;
        waiting.push_back({stage.errors.get(), POLLIN, 0});
        owners.emplace_back(&job, &stage);
      }
    }
    if (::poll(waiting.data(), waiting.size(), block ? due() : 0) < 0) {
      for (auto& entry : waiting) entry.revents = 0;
    }
    signals.clear();
    for (std::size_t i = 1; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) take_errors(*owners[i].first, *owners[i].second);
    }
    for (auto& job : jobs) {
      reap(job);
      stop_late(job);
      kill_overdue(job);
      for (auto& stage : job.stages) pass_on(job, stage, Clock::now() - hold);
    }
  }

  std::optional<Outcome> take_ended() {
    const auto ended = std::find_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.ended(); });
    if (ended == jobs.end()) return std::nullopt;
    Outcome outcome = conclude(*ended);
    jobs.erase(ended);
    return outcome;
  }

  void terminate() {
    for (auto& job : jobs) ask_to_end(job);
    while (!jobs.empty()) {
      advance(true);
      while (take_ended()) continue;
    }
  }
};

Engine::Engine(Say say, Say show) : x_impl{std::make_unique<Impl>(std::move(say), std::move(show))} {}

Engine::~Engine() {
  try {
    x_impl->terminate();
  } catch (...) {  // a destructor has nobody to tell; children end with this process
  }
}

void Engine::lend(int descriptor) { x_impl->lent = descriptor; }

int Engine::start(PipelineSpec spec) {
  if (spec.stages.empty()) fail("a pipe without programs, expected at least one");
  Job job;
  job.id = x_impl->next_id++;
  job.label = std::move(spec.label);
  if (spec.timeout > 0) {
    job.stop_at =
        job.started + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(spec.timeout));
  }
  Descriptor upstream = spec.input.empty() ? Descriptor{} : open_to_read(spec.input);
  try {
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
      const bool last = i + 1 == spec.stages.size();
      Pipe errors = make_pipe();
      Pipe between;
      Descriptor file;
      if (!last) between = make_pipe();
      if (last && !spec.output.empty()) file = open_to_write(spec.output);
      const int output = !last ? between.write.get() : file ? file.get() : errors.write.get();
      Stage stage;
      stage.name = spec.stages[i].words.empty() ? spec.stages[i].path : spec.stages[i].words.front();
      stage.process = spawn(spec.stages[i], {upstream.get(), output, errors.write.get(), x_impl->lent, true});
      x_impl->guardian.watch(stage.process);
      ::fcntl(errors.read.get(), F_SETFL, O_NONBLOCK);
      stage.errors = std::move(errors.read);
      job.stages.push_back(std::move(stage));
      upstream = std::move(between.read);
    }
  } catch (...) {
    x_impl->ask_to_end(job);
    x_impl->jobs.push_back(std::move(job));
    const int id = x_impl->jobs.back().id;
    while (std::any_of(x_impl->jobs.begin(), x_impl->jobs.end(),
                       [id](const Job& j) { return j.id == id && !j.ended(); })) {
      x_impl->advance(true);
    }
    std::erase_if(x_impl->jobs, [id](const Job& j) { return j.id == id; });
    throw;
  }
  x_impl->jobs.push_back(std::move(job));
  return x_impl->jobs.back().id;
}

std::size_t Engine::running() const { return x_impl->jobs.size(); }

std::optional<Outcome> Engine::wait(bool block) {
  for (;;) {
    if (end_signal != 0) {
      x_impl->terminate();
      throw Interrupted{end_signal};
    }
    if (auto outcome = x_impl->take_ended()) return outcome;
    if (x_impl->jobs.empty()) return std::nullopt;
    x_impl->advance(block);
    if (!block) return end_signal == 0 ? x_impl->take_ended() : std::nullopt;
  }
}

void Engine::terminate() { x_impl->terminate(); }

int Engine::interrupted() { return end_signal; }

}  // namespace nnpipe::lua
