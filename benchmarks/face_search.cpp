// SPDX-License-Identifier: MIT
// face_search PEOPLE...: milliseconds to find the three nearest of so many people to somebody who is none of
// them, and the memory they take.
#include <algorithm>
#include <cameo/core/random.hpp>
#include <cameo/face/face_search-inl.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

/// As long as those of faces, and as far from one another as those of strangers.
cameo::FaceDescriptor drawn(std::uint64_t seed) {
  cameo::FaceDescriptor descriptor;
  for (std::size_t i = 0; i < descriptor.size(); ++i)
    descriptor[i] = 0.2f * (cameo::random_uniform(seed, i) - 0.5f);
  return descriptor;
}

void measure(std::size_t people) {
  cameo::FaceSearch search;
  search.reserve(people);
  for (std::size_t i = 0; i < people; ++i) search.add(drawn(i));
  double least = 1e9;
  for (std::size_t turn = 0; turn < 15; ++turn) {
    const cameo::FaceDescriptor stranger = drawn(people + turn);
    const auto begin = std::chrono::steady_clock::now();
    const auto found = search.nearest(stranger, 3);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    if (found.size() == 3) least = std::min(least, time.count());
  }
  std::printf("%zu people: %.2f ms, %.0f MB\n", people, least, static_cast<double>(search.bytes()) / 1e6);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) measure(std::strtoull(arguments[i], nullptr, 10));
}
