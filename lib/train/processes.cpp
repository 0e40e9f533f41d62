#include "train/processes.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"

#ifdef NNPIPE_MPI
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#endif

namespace nnpipe::train {

namespace {

struct Processes {
  std::size_t count = 1, rank = 0;
} processes;

// What the launchers of Open MPI, MPICH and Slurm tell those they start.
std::size_t launched() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS", "SLURM_STEP_NUM_TASKS"}) {
    const char* text = std::getenv(name);
    const auto value = text != nullptr ? parse_int(text) : std::nullopt;
    if (value && *value > 1) return static_cast<std::size_t>(*value);
  }
  return 1;
}

class AllProcesses : public optimise::Team {
 public:
  std::size_t count() const override { return processes.count; }
  std::size_t rank() const override { return processes.rank; }
  void share(std::span<double> values, std::span<const std::size_t> first) const override {
    train::share(values, first);
  }
};

}  // namespace

const optimise::Team& team() {
  static const AllProcesses all;
  return all;
}

std::size_t process_count() { return processes.count; }
std::size_t process_rank() { return processes.rank; }

Part part_of(std::size_t items, std::size_t process) {
  return {items * process / processes.count, items * (process + 1) / processes.count};
}

void share_from(std::size_t owner, std::span<double> values) {
  std::vector<std::size_t> first(processes.count + 1);
  std::fill(first.begin() + static_cast<std::ptrdiff_t>(owner) + 1, first.end(), values.size());
  share(values, first);
}

// The costliest first, each to the process that has the least so far.
std::vector<std::size_t> owners_of(std::span<const double> costs) {
  std::vector<std::size_t> order(costs.size()), owners(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  std::vector<double> load(processes.count);
  for (const std::size_t task : order) {
    const auto least = std::min_element(load.begin(), load.end());
    owners[task] = static_cast<std::size_t>(least - load.begin());
    *least += costs[task];
  }
  return owners;
}

#ifdef NNPIPE_MPI

void join_processes() {
  if (launched() == 1) return;
  MPI_Init(nullptr, nullptr);
  int count = 1, rank = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (count == 1) {
    fail("started as one of {} processes that do not meet: start them by mpirun, or by srun --mpi=pmix", launched());
  }
  processes = {static_cast<std::size_t>(count), static_cast<std::size_t>(rank)};
}

void leave_processes(int status) {
  int begun = 0;
  MPI_Initialized(&begun);
  if (begun == 0) return;
  if (status == 0 || status == 3) {
    MPI_Finalize();
  } else {
    MPI_Abort(MPI_COMM_WORLD, status);
  }
}

void share(std::span<double> values, std::span<const std::size_t> first) {
  if (processes.count == 1) return;
  if (values.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    fail("{} numbers are too many to be sent at once", values.size());
  }
  std::vector<int> counts, begins;
  for (std::size_t p = 0; p < processes.count; ++p) {
    counts.push_back(static_cast<int>(first[p + 1] - first[p]));
    begins.push_back(static_cast<int>(first[p]));
  }
  MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values.data(), counts.data(), begins.data(), MPI_DOUBLE,
                 MPI_COMM_WORLD);
}

#else

void join_processes() {
  if (launched() > 1) {
    fail("started as one of {} processes, but built without MPI: install libopenmpi-dev and build anew", launched());
  }
}

void leave_processes(int) {}

void share(std::span<double>, std::span<const std::size_t>) {}

#endif

}  // namespace nnpipe::train
