// SPDX-License-Identifier: MIT
#include "cameo/train/threads.hpp"

#ifdef __linux__
#include <sched.h>
#include <sys/resource.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <thread>
#include <tuple>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"
#include "failing_threads.hpp"

#if defined(__SANITIZE_THREAD__)
#define CAMEO_THREAD_SANITIZER 1
#elif defined(__has_feature)
#define CAMEO_THREAD_SANITIZER __has_feature(thread_sanitizer)
#else
#define CAMEO_THREAD_SANITIZER 0
#endif

using namespace cameo;

namespace threads_test {

using Net =
    Sequential<Input<12, 10, 2>, Conv2D<9, 3>, ReLU, MaxPooling2D<2>, Conv2D<6, 3, Conv{.padding = Same}>,
               ReLU, Dropout<0.1f>, Flatten, Dense<40>, ReLU, Dense<3>, Softmax>;
using Deep = Sequential<
    Input<12, 10, 2>, Conv2D<16, 3, Conv{.padding = Same, .bias = false}>, BatchNormalization<>, ReLU,
    Residual<Conv2D<16, 3, Conv{.padding = Same}>, ReLU, Conv2D<16, 3, Conv{.padding = Same, .bias = false}>,
             BatchNormalization<>>,
    Residual<DepthwiseConv2D<3, Depthwise{.padding = Same}>, LayerNormalization<>, PReLU<1, 2>>,
    Concatenate<Branch<SeparableConv2D<4, 3>, BatchNormalization<>>, Branch<Cropping2D<1, 1, 1, 1>>>,
    Multiply<Branch<>, Branch<GlobalAveragePooling2D, Reshape<1, 1, 20>, Conv2D<20, 1>, Sigmoid>>,
    Conv2DTranspose<3, 2, Transpose{.stride = 2}>, GELU, MaxPooling2D<4>, Flatten, Dense<200>, ReLU, Dense<3>,
    Softmax>;

/// A team that shares what there is, however little.
template <int Count>
struct Eager {
  static constexpr int threads = Count;
  struct Team : Threads<Count>::Team {
    static constexpr std::int64_t least_work = 0;
  };
};

/// Parameters after 5 epochs of batches of 10 and of 3, outputs, and what went wrong, of a team.
template <class AnyNet = Net, class... Options>
auto train_net() {
  auto trainer =
      std::make_unique<Trainer<AnyNet, SparseCategoricalCrossentropy, AdamW, Batch<10>, Options...>>();
  std::vector<std::uint8_t> bytes(33 * 14 * 12 * 2);
  std::vector<float> labels(33);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(1, i));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i % 3);
  const Dataset data{.size = {14, 12, 2},
                     .bytes = bytes,
                     .values = {},
                     .labels = labels,
                     .augmentation = {.random_crop = true, .rotation_degrees = 5}};
  const History history = trainer->fit(data, {.epochs = 5});

  std::vector<float> x(5 * AnyNet::Input::size), y(5 * 3);  // a batch, and a sample that all threads share
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i);
  using Team = detail::option_of<detail::IsTeam, OneThread, Options...>;
  const auto predictor = std::make_unique<Predictor<AnyNet, Borrowed, Batch<4>, Team>>(trainer->parameters());
  const Error error = predictor->predict(x, y);
  return std::tuple(trainer->parameters().values, y, std::string(history.error.message()),
                    std::string(error.message()));
}

template <class... Options>
auto train() {
  return train_net<Net, Options...>();
}

template <int N>
void check_team() {
  CAPTURE(N);
  typename Threads<N>::Team team;
  REQUIRE(team.error().message() == "");
  for (int round = 0; round < 200; ++round) {
    std::vector<int> parts(static_cast<std::size_t>(round % 20), 0);
    team.run(static_cast<int>(parts.size()), [&](int part, int thread) {
      parts[static_cast<std::size_t>(part)] += thread >= 0 && thread < N ? 1 : 100;
    });
    CHECK(parts == std::vector<int>(parts.size(), 1));
  }
}

TEST_CASE("A single part is done by the calling thread") {
  Threads<2>::Team team;
  int elsewhere = 0;
  for (int call = 0; call < 1000; ++call) team.run(1, [&](int, int thread) { elsewhere += thread != 0; });
  CHECK(elsewhere == 0);
}

TEST_CASE("a team runs every part once") {
  check_team<1>();
  check_team<3>();
}

TEST_CASE("a team of more threads than there are cores or parts does so too") { check_team<32>(); }

#ifdef __linux__
TEST_CASE("a call does not wait for members that have not woken") {
  cpu_set_t all, one;
  REQUIRE(sched_getaffinity(0, sizeof(all), &all) == 0);
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  REQUIRE(sched_setaffinity(0, sizeof(one), &one) == 0);  // they wait for this core
  {
    Threads<2>::Team team;
    const auto interruptions = [] {
      rusage usage{};
      getrusage(RUSAGE_THREAD, &usage);
      return usage.ru_nvcsw + usage.ru_nivcsw;
    };
    const long before = interruptions();
    for (int call = 0; call < 200; ++call) team.run(2, [](int, int) {});
    CHECK(interruptions() - before < 100);
  }
  sched_setaffinity(0, sizeof(all), &all);
}
#endif

TEST_CASE("a thread that cannot start is the error of every call") {
  const std::vector<float> x(Net::Input::size), y(1);
  const Dataset data{.size = {12, 10, 2}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  std::vector<float> outputs(3);
  for (int may_start : {0, 1}) {
    const cameo_test::ThreadLimit limit(may_start);
    const std::string expected =
        may_start == 0 ? "thread 2 of 3 could not start" : "thread 3 of 3 could not start";
    using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<10>, Threads<3>>;
    const auto trainer = std::make_unique<NetTrainer>();
    const auto before = trainer->parameters().values;
    CHECK(trainer->train_on_batch(x, y).error.message() == expected);
    CHECK(trainer->test_on_batch(x, y).error.message() == expected);
    CHECK(trainer->fit(data).error.message() == expected);
    CHECK(trainer->evaluate(data).error.message() == expected);
    CHECK(trainer->predict(x, outputs).message() == expected);
    CHECK(trainer->parameters().values == before);

    using NetPredictor = Predictor<Net, Borrowed, Batch<4>, Threads<3>>;
    const auto predictor = std::make_unique<NetPredictor>(trainer->parameters());
    // The trainer's team has used up the limit; no thread of the second may start.
    CHECK(predictor->predict(x, outputs).message() == "thread 2 of 3 could not start");
  }
}

/// Counts the calls that are for more than one thread.
struct Counting {
  static constexpr int threads = 2;
  struct Team {
    static constexpr std::int64_t least_work = 1000;
    static inline int calls = 0;
    Error error() const { return {}; }
    template <class Function>
    void run(int parts, const Function& f) {
      calls += parts > 1;
      for (int part = 0; part < parts; ++part) f(part, part % threads);
    }
  };
};

TEST_CASE("a team is called for what is worth it, and for nothing else") {
  using Work180 = Sequential<Input<10>, Dense<10>>;  // 100 multiply-adds and 10 floats, 8 each
  using Work288 = Sequential<Input<6, 6, 1>, Conv2D<1, 3>, GlobalMaxPooling2D>;  // 160 and 16
  const auto calls = []<class AnyNet>(AnyNet, int samples) {
    const auto predictor = std::make_unique<Predictor<AnyNet, Batch<8>, Counting>>();
    predictor->initialize(1);
    const std::vector<float> x(static_cast<std::size_t>(samples) * AnyNet::Input::size);
    std::vector<float> y(static_cast<std::size_t>(samples) * AnyNet::Output::size);
    Counting::Team::calls = 0;
    CHECK(predictor->predict(x, y).message() == "");
    return Counting::Team::calls;
  };
  CHECK(calls(Work180(), 5) == 0);
  CHECK(calls(Work180(), 6) == 1);
  CHECK(calls(Work288(), 3) == 0);
  CHECK(calls(Work288(), 8) == 2);                                                // 2304 to copy them
  using Work3744 = Sequential<Input<8, 8, 2>, Conv2D<4, 3>, GlobalMaxPooling2D>;  // 2592 and 144; 0 and 4
  CHECK(calls(Work288(), 1) == 0);
  CHECK(calls(Work3744(), 1) == 1);
  using Depth = DepthwiseConv2D<3, Depthwise{.padding = Same}>;  // one thread does all of a sample's
  using MostlyDepthwise = Sequential<Input<8, 8, 8>, Depth, Depth, Conv2D<2, 1>>;
  CHECK(calls(MostlyDepthwise(), 1) == 0);
}

TEST_CASE("1 and 3 threads give the same bits") {
  const auto one = train<>();
  REQUIRE(std::get<2>(one) == "");
  REQUIRE(std::get<3>(one) == "");
  CHECK(train<Eager<3>>() == one);
}

TEST_CASE("1 and 3 threads give the same bits with statistics, branches, accumulation and clipping") {
  const auto one = train_net<Deep, Accumulate<2>, GlobalClipNorm<0.5f>>();
  REQUIRE(std::get<2>(one) == "");
  REQUIRE(std::get<3>(one) == "");
  CHECK(train_net<Deep, Accumulate<2>, GlobalClipNorm<0.5f>, Eager<3>>() == one);
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("1, 2 and 4 threads give the same bits") {
  const auto one = train<>();
  CHECK(train<Eager<1>>() == one);
  CHECK(train<Eager<2>>() == one);
  CHECK(train<Eager<4>>() == one);
  const auto deep = train_net<Deep, Accumulate<2>, GlobalClipNorm<0.5f>>();
  CHECK(train_net<Deep, Accumulate<2>, GlobalClipNorm<0.5f>, Eager<2>>() == deep);
  CHECK(train_net<Deep, Accumulate<2>, GlobalClipNorm<0.5f>, Eager<4>>() == deep);
}

#endif

TEST_CASE("trainers that run at once, each with a team, give the same bits as one alone") {
  const auto alone = train<Eager<3>>();
  std::array<decltype(train<Eager<3>>()), 3> together;
  std::vector<std::thread> users;
  for (auto& result : together) users.emplace_back([&result] { result = train<Eager<3>>(); });
  for (std::thread& user : users) user.join();
  for (const auto& result : together) CHECK(result == alone);
}

/// Whether a child process that calls f ends by itself with status 0.
template <class F>
bool child_ends(const F& f) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);
    f();
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

using Small = Sequential<Input<8, 8, 1>, Conv2D<8, 3>, ReLU, Flatten, Dense<4>, Softmax>;
template <int N>
using SmallTrainer = Trainer<Small, SparseCategoricalCrossentropy, Adam, Batch<8>, Eager<N>>;

/// Parameters after some steps; no Catch, so that any thread or process may call it.
template <int N>
auto after_steps(SmallTrainer<N>& trainer, int steps) {
  std::vector<float> x(8 * 64), y(8);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(5, i);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<float>(i % 4);
  for (int step = 0; step < steps; ++step)
    if (trainer.train_on_batch(x, y).error) std::abort();
  return trainer.parameters().values;
}

TEST_CASE("a child of fork() trains alone to the same bits, and its exit ends") {
  static SmallTrainer<4> trainer;  // static: exit() destroys it
  (void)after_steps(trainer, 1);
  const auto copy = std::make_unique<SmallTrainer<1>>();
  const auto expected = after_steps(*copy, 3);
  CHECK(child_ends([&] { ::_exit(after_steps(trainer, 2) == expected ? 0 : 1); }));
  CHECK(child_ends([] { std::exit(0); }));
#if !CAMEO_THREAD_SANITIZER  // which does not let a child of a program with threads start some
  CHECK(child_ends([&] {
    SmallTrainer<4> born_here;
    ::_exit(after_steps(born_here, 3) == expected ? 0 : 1);
  }));
#endif
  CHECK(after_steps(trainer, 2) == expected);  // the parent's team has stayed
}

}  // namespace threads_test
