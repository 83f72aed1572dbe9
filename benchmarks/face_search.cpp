// SPDX-License-Identifier: MIT
// face_search PEOPLE...: milliseconds to find somebody among so many people, and the memory they take.
#include <cameo/core/random.hpp>
#include <cameo/face/face_search-inl.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

void measure(std::size_t people) {
  cameo::FaceSearch search;
  cameo::FaceDescriptor descriptor;
  for (std::size_t i = 0; i < descriptor.size(); ++i) descriptor[i] = cameo::random_uniform(1, i) - 0.5f;
  for (std::size_t i = 0; i < people; ++i) {
    descriptor[i % descriptor.size()] += 1e-3f;
    search.add(descriptor);
  }
  double least = 1e9;
  for (int turn = 0; turn < 7; ++turn) {
    const auto begin = std::chrono::steady_clock::now();
    const auto found = search.nearest(descriptor, 3);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    if (found[0].index + 1 == people && time.count() < least) least = time.count();
  }
  std::printf("%zu people: %.2f ms, %.0f MB\n", people, least,
              static_cast<double>(people * sizeof(cameo::FaceDescriptor)) / 1e6);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) measure(std::strtoull(arguments[i], nullptr, 10));
}
