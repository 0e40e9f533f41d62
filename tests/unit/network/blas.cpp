#include "network/blas.hpp"

#include <barrier>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/threads.hpp"
#include "network/batch.hpp"
#include "network/gemm.hpp"
#include "network/init.hpp"
#include "network/random_network.hpp"
#include "test.hpp"

using namespace nnpipe;
using network::SingleThreadedBlas;

namespace {

// A BLAS of two threads that records what its number of threads is set to.
int number = 2;
std::vector<int> settings;

class StandIn {
 public:
  StandIn() {
    number = 2;
    settings.clear();
    x_real = network::replace_blas_threads({[] { return number; },
                                            [](int count) {
                                              number = count;
                                              settings.push_back(count);
                                            }});
  }
  ~StandIn() { network::replace_blas_threads(x_real); }

 private:
  network::BlasThreads x_real;
};

}  // namespace

TEST_CASE("the BLAS has one thread as long as any guard lives, in whatever order they end") {
  const StandIn blas;
  // Guards of two threads overlap: the first ends while the second still computes.
  std::barrier both{2};
  int between = 0;
  std::thread first{[&] {
    {
      const SingleThreadedBlas guard;
      both.arrive_and_wait();  // both live
    }
    both.arrive_and_wait();  // the first is gone
  }};
  {
    const SingleThreadedBlas guard;
    const SingleThreadedBlas nested;
    both.arrive_and_wait();
    both.arrive_and_wait();
    between = number;
  }
  first.join();
  CHECK(between == 1);
  CHECK(settings == std::vector<int>{1, 2});
}

TEST_CASE("the number of BLAS threads is not changed inside a parallel loop, on one thread and on several") {
  const int had = thread_count();
  for (const int threads : {1, 3}) {
    set_thread_count(threads);
    const StandIn blas;
    CHECK_THROWS_AS(parallel_for({4, 1}, [](std::size_t, std::size_t, std::size_t) { const SingleThreadedBlas guard; }),
                    std::logic_error);
    CHECK(settings.empty());
    {
      const SingleThreadedBlas around;
      parallel_for({4, 1}, [](std::size_t, std::size_t, std::size_t) { const SingleThreadedBlas guard; });
    }
    CHECK(settings == std::vector<int>{1, 2});
  }
  set_thread_count(had);
}

TEST_CASE("a product of matrices without a guard is refused") {
  const double a[] = {1, 2, 3, 4};
  double c[] = {0, 0, 0, 0};
  const auto product = [&] {
    network::gemm(network::Side::plain, network::Side::plain, 2, 2, 2, 1, a, 2, a, 2, 0, c, 2);
  };
  CHECK_THROWS_AS(product(), std::logic_error);
  CHECK_THROWS_AS(network::syrk(2, 2, 1, a, 2, 0, c, 2), std::logic_error);
  Random random{1};
  const auto mlp = random_network({2, 1}, "tanh", random);
  network::Batch batch;
  CHECK_THROWS_AS(batch.forward(mlp, a, 2, true), std::logic_error);
  const SingleThreadedBlas guard;
  product();
  CHECK(std::vector<double>(c, c + 4) == std::vector<double>{7, 10, 15, 22});
}
