// How long a fit may take, and how many epochs go into that time.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace nnpipe::train {

// s, wall clock, since this program began.
double program_seconds();

// A moment by which a fit is to end. Several processes follow the clock of the first: all ask together.
class TimeLimit {
 public:
  using Clock = std::function<double()>;  // s; never goes back

  TimeLimit() = default;  // none
  // `seconds` on the clock.
  explicit TimeLimit(double seconds, Clock clock = program_seconds);

  bool is_set() const { return static_cast<bool>(x_clock); }
  double seconds() const { return x_end; }
  double used() const;  // s on the clock
  double left() const;  // s; below 0 afterwards, infinite without a limit
  bool over() const { return is_set() && left() <= 0; }
  // The limit of a part of the work: ends when this part of the time that is left now is over.
  TimeLimit part(double of_left) const;

 private:
  Clock x_clock;
  double x_end = 0;
};

// Throws Error: the limit was over `when` ("before the first epoch"), and what to do. Uses its clock.
[[noreturn]] void fail_out_of_time(const TimeLimit& limit, std::string_view when);

// Epochs of one start: as many as were asked for, or fewer that its time has room for, by how long epochs took so far.
class Pace {
 public:
  explicit Pace(std::size_t most, TimeLimit limit = {});

  // A fit goes on after so many epochs.
  void resume(std::size_t made);
  // Before the first epoch, when errors have been measured.
  void begin();
  // An epoch has ended, its errors are measured.
  void count();
  // In all, with those made: at most so many will be.
  std::size_t epochs() const { return x_epochs; }
  bool out_of_time() const { return x_out_of_time; }
  // For optimisers to ask within an epoch: what is left is needed to measure errors.
  bool interrupts() const { return x_limit.is_set() && x_limit.left() <= x_measuring; }

 private:
  TimeLimit x_limit;
  std::size_t x_most, x_epochs, x_made = 0, x_before = 0;
  double x_begun_at = 0, x_made_at = 0, x_measuring = 0;  // s on the clock; of one measurement
  bool x_out_of_time = false;
};

}  // namespace nnpipe::train
