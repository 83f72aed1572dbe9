// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <cameo/core/result.hpp>
#include <cameo/report/names.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "peak.hpp"

// What the programs of this folder share. A program alone measures all it has and prints a row of JSON for
// each; run.py starts it with --list, and then with --serve to let it and a peer work by turns.

namespace benchmarks {

/// One thing to measure.
struct Measurement {
  std::string name;
  int batch;
  double multiply_adds;  ///< of one run, done directly; 0 where they are not the point
  std::int64_t parameters;
  /// Called before each series of runs, without being timed; returns what is timed.
  std::function<std::function<void()>()> prepare;
  int threads = 1;
  double bytes =
      0;  ///< that one run reads from and writes to memory at least; 0 where they are not the point
};

/// Ends the program: the time of work that failed means nothing.
inline void require(const cameo::Error& error) {
  if (!error) return;
  fmt::print(stderr, "{}\n", error.message());
  std::exit(1);
}

/// What a measurement works on, made when it is first asked for: a program lists measurements that it never
/// runs.
template <class State>
std::function<State&()> lazily() {
  return [made = std::make_shared<std::unique_ptr<State>>()]() -> State& {
    if (!*made) *made = std::make_unique<State>();
    return **made;
  };
}

/// Milliseconds of `runs` runs, after one to warm up.
inline std::vector<double> series(const Measurement& measurement, int runs) {
  const std::function<void()> run = measurement.prepare();
  run();
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return times;
}

inline double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const std::size_t half = times.size() / 2;
  return times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2;
}

inline double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

inline Measurement peak_measurement() {
  return {"peak", 1, fma_peak_multiply_adds, 0, [] { return [] { run_fma_peak(); }; }};
}

/// Reads more memory than any cache holds.
inline Measurement bandwidth_measurement() {
  static constexpr std::size_t floats = 32 << 20;
  return {"bandwidth",
          1,
          0,
          0,
          [memory = lazily<std::vector<float>>()]() -> std::function<void()> {
            std::vector<float>& values = memory();
            values.resize(floats, 1);
            return [&values] { run_reading(values.data(), values.size()); };
          },
          1,
          floats * sizeof(float)};
}

/// The beginning of every row, without its closing brace.
inline std::string row(const Measurement& measurement) {
  return fmt::format(
      R"({{"name": "{}", "batch": {}, "threads": {}, "multiply_adds": {:.0f}, "bytes": {:.0f}, )"
      R"("parameters": {}, "simd_target": "{}", "compiler": "{}", "flags": "{}")",
      measurement.name, measurement.batch, measurement.threads, measurement.multiply_adds, measurement.bytes,
      measurement.parameters, cameo::target_name, CAMEO_BENCHMARK_COMPILER, CAMEO_BENCHMARK_FLAGS);
}

/// Measures for about half a second, beside the FMA peak.
inline void measure(const Measurement& measurement) {
  const double once = series(measurement, 1).front();
  const auto times = series(measurement, std::clamp(static_cast<int>(500 / (once + 1e-6)), 5, 2000));
  const auto peak = series(peak_measurement(), 20);
  const double least = *std::min_element(times.begin(), times.end());
  const double peak_rate =
      measurement.threads * fma_peak_multiply_adds / *std::min_element(peak.begin(), peak.end());
  fmt::print(
      R"({}, "ours_ms": {:.4f}, "ours_min_ms": {:.4f}, "part_of_peak": {:.3f}, "peak_gflops": {:.1f}, )"
      R"("peak_rss_mb": {:.1f}}})"
      "\n",
      row(measurement), median(times), least, measurement.multiply_adds / least / peak_rate, 2e-6 * peak_rate,
      peak_rss_mb());
  std::fflush(stdout);
}

/// Says that it is ready after one run, then answers "run N" with N times, until there is no more input.
inline void serve(const Measurement& measurement) {
  series(measurement, 0);
  fmt::print("{}}}\n", row(measurement));
  std::fflush(stdout);
  std::string command;
  for (int runs = 0; std::cin >> command >> runs;) {
    fmt::print(R"({{"ms": [{:.5f}], "peak_rss_mb": {:.1f}}})"
               "\n",
               fmt::join(series(measurement, runs), ", "), peak_rss_mb());
    std::fflush(stdout);
  }
}

/// main of every program:  (nothing) | --list | --serve NAME BATCH THREADS
inline int run_benchmarks(int argc, char** argv, const std::vector<Measurement>& measurements) {
  if (cameo::simd_is_missing)
    fmt::print(stderr, "*** compiled without SIMD instructions: these are not the library's times\n");
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "--serve" && argc == 5) {
    for (const Measurement& measurement : measurements)
      if (measurement.name == argv[2] && measurement.batch == std::atoi(argv[3]) &&
          measurement.threads == std::atoi(argv[4])) {
        serve(measurement);
        return 0;
      }
    fmt::print(stderr, "there is no measurement '{}' with a batch of {} and {} threads; --list shows all\n",
               argv[2], argv[3], argv[4]);
    return 1;
  }
  if (mode == "--list") {
    for (const Measurement& measurement : measurements) fmt::print("{}}}\n", row(measurement));
    return 0;
  }
  if (!mode.empty()) {
    fmt::print(stderr, "usage: {} [--list | --serve NAME BATCH THREADS]\n", argv[0]);
    return 1;
  }
  for (const Measurement& measurement : measurements) measure(measurement);
  return 0;
}

}  // namespace benchmarks
