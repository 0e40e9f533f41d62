// Frames labelled by other programs: several at a time, in order, each result kept by what it depends on.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "atoms/frame.hpp"
#include "io/calculator.hpp"
#include "io/folder.hpp"

namespace nnpipe::io {

struct CalculationOptions {
  int jobs = 1;  // programs at a time
  // Folder of results; empty: none are kept. A result that is not what was written there is computed anew, with a
  // warning.
  std::string cache;
  std::string scratch;       // where each frame has a folder, which stays; empty: a temporary one, which does not
  bool skip_failed = false;  // frames without a result are told of and left out
  std::function<void(const std::string&)> warn = [](const std::string&) {};
};

class Calculations {
 public:
  // Throws Error if the program is not there.
  Calculations(ExternalCode calculator, CalculationOptions options);
  ~Calculations();
  Calculations(const Calculations&) = delete;
  Calculations& operator=(const Calculations&) = delete;

  // Starts as many as may run and hands on what is done from the front: `write` gets frames in the order they came in.
  // Throws Error "PLACE: PROGRAM: what went wrong" once no program runs any more: what the others have found is kept.
  void add(Frame frame, std::string place, const std::function<void(const Frame&)>& write);
  void finish(const std::function<void(const Frame&)>& write);

  std::size_t failed() const { return x_failed; }

 private:
  struct Task {
    Frame frame;
    std::string place, folder, key, problem;
    pid_t process = 0;
    bool done = false;
  };

  bool look_up(Task& task) const;
  void keep(const Task& task) const;
  void start(Task& task);
  void wait_for_one();
  void take_in(Task& task, int status);
  void hand_on(const std::function<void(const Frame&)>& write);
  std::string path_of(const std::string& key) const;
  std::string last_words(const std::string& folder) const;

  ExternalCode x_calculator;
  CalculationOptions x_options;
  NewFolders x_new;  // cache and scratch folders that were not there
  std::string x_program, x_folder;
  std::deque<Task> x_tasks;
  std::size_t x_running = 0, x_number = 0, x_failed = 0;
  std::string x_problem;  // of the first frame that failed, where that ends the work
};

}  // namespace nnpipe::io
