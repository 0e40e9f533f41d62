#include "base/pipeline.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "base/parallel_loop.hpp"
#include "test.hpp"
#include "thread_count.hpp"

using namespace nnpipe;

namespace {

struct Number {
  int value = 0, square = 0;
};

// 0, 1, 2 … in batches of at most `batch`, and an error in place of `bad`.
struct Numbers {
  int count, batch, bad = -1;
  int at = 0, held = 0;

  void begin() { held = 0; }
  bool more() const { return held < batch; }
  bool next(Number& number) {
    if (at == bad) throw std::runtime_error{"bad"};
    number.value = at;
    ++held;
    return at++ < count;
  }
};

void square(Number& number) { number.square = number.value * number.value; }

std::vector<int> squares_below(int count) {
  std::vector<int> all;
  for (int i = 0; i < count; ++i) all.push_back(i * i);
  return all;
}

}  // namespace

TEST_CASE("pieces of a stream are taken in their order on any number of threads, worked on once") {
  for (const int threads : {1, 2, 5}) {
    const Threads set{threads};
    for (const auto taking : {Taking::beside, Taking::between}) {
      for (const int count : {0, 1, 2, 7, 100}) {
        for (const int batch : {1, 3, 16}) {
          std::vector<int> taken;
          Pipeline<Number>{taking}.run(Numbers{count, batch}, square, [&](const Number& number) {
            taken.push_back(number.square);
            return true;
          });
          CHECK(taken == squares_below(count));
        }
      }
    }
  }
}

TEST_CASE("an error in a stream is thrown once all pieces before it are taken") {
  for (const int threads : {1, 3}) {
    const Threads set{threads};
    for (const int batch : {1, 4, 50}) {
      for (const bool reading : {false, true}) {
        std::vector<int> taken;
        std::string message;
        try {
          Pipeline<Number>{}.run(
              Numbers{20, batch, reading ? 9 : -1},
              [](Number& number) {
                if (number.value >= 9) throw std::runtime_error{"bad"};
                square(number);
              },
              [&](const Number& number) {
                taken.push_back(number.square);
                return true;
              });
        } catch (const std::runtime_error& error) {
          message = error.what();
        }
        CHECK(message == "bad");
        CHECK(taken == squares_below(9));
      }
    }
  }
}

TEST_CASE("a stream ends where nobody wants more, whatever comes behind") {
  const Threads set{2};
  for (const int batch : {1, 4, 50}) {
    int taken = 0;
    Pipeline<Number>{}.run(Numbers{20, batch, 7}, square, [&](const Number&) { return ++taken < 6; });
    CHECK(taken == 6);
  }
}

TEST_CASE("nothing waits for a stream as long as there is something to take") {
  // Gives the next number only once those before are taken, as who asks and waits for answers.
  struct Asker {
    int& answers;
    int asked = 0;
    void begin() {}
    bool more() const { return false; }
    bool next(Number& number) {
      if (answers != asked) throw std::runtime_error{"asked for more before the answer"};
      number.value = asked;
      return asked++ < 5;
    }
  };
  const Threads set{2};
  int answers = 0;
  Pipeline<Number>{}.run(Asker{answers}, square, [&](const Number&) {
    ++answers;
    return true;
  });
  CHECK(answers == 5);
}

TEST_CASE("what is taken between batches has all threads") {
  const Threads set{2};
  bool alone = true;
  Pipeline<Number>{Taking::between}.run(Numbers{20, 4}, square, [&](const Number&) {
    alone = alone && !inside_parallel_loop();
    return true;
  });
  CHECK(alone);
}
