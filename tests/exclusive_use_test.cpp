// SPDX-License-Identifier: MIT
#undef NDEBUG  // this file tests what a debug build does
#include "cameo/train/exclusive_use.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;
using Net = Sequential<Input<16, 16, 1>, Conv2D<8, 3>, ReLU, Flatten, Dense<2>, Softmax>;

namespace {

/// What a child process writes to stderr while f ends it by SIGABRT.
template <class F>
std::string last_words(const F& f) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    ::alarm(60);
    f();
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string words;
  std::array<char, 256> some;
  for (ssize_t n; (n = ::read(ends[0], some.data(), some.size())) > 0;)
    words.append(some.data(), static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? words : "not aborted: " + words;
}

}  // namespace

TEST_CASE("a debug build traps one Predictor that two threads use at once") {
  static Predictor<Net> predictor;
  predictor.initialize(0);
  const auto predict = [] {
    const std::vector<float> x(8 * Net::Input::size);
    std::vector<float> y(16);
    for (int i = 0; i < 1'000'000; ++i) (void)predictor.predict(x, y);
  };
  CHECK_THAT(
      last_words([&] {
        std::thread other(predict);
        predict();
        other.join();
      }),
      cameo_test::contains("two threads use one Trainer or Predictor at once: give each thread its own"));
}

TEST_CASE("one use after another is no mistake") {
  detail::ExclusiveUse use;
  for (int i = 0; i < 3; ++i) const detail::ExclusiveUse::Scope scope(use);
  const detail::ExclusiveUse::Scope scope(use);
  detail::ExclusiveUse copy = use;  // a copy is not in use
  const detail::ExclusiveUse::Scope of_copy(copy);
}
