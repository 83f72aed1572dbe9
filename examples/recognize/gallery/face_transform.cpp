// SPDX-License-Identifier: MIT
#include "face_transform.hpp"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "exact_distance.hpp"

namespace recognize {

namespace {

constexpr double shift_deviation = 0.1;  // a shift is about as long as a descriptor

/// Replaces the 64 random bits of each number by a number of the normal distribution (Box and Muller).
void make_normal(std::span<double> numbers) {
  const auto uniform = [](double bits) {  // above 0, at most 1
    return (static_cast<double>(std::bit_cast<std::uint64_t>(bits) >> 11) + 1) * 0x1p-53;
  };
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    const double radius = std::sqrt(-2 * std::log(uniform(numbers[i])));
    const double angle = 2 * std::numbers::pi * uniform(numbers[i + 1]);
    numbers[i] = radius * std::cos(angle);
    numbers[i + 1] = radius * std::sin(angle);
  }
}

/// Four sums, for one would wait for itself. Requires a multiple of four.
double dot(const double* a, const double* b, std::size_t count) {
  double sums[4] = {};
  for (std::size_t i = 0; i < count; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

// Gram and Schmidt's orthogonal columns of a normal random matrix are uniform among all rotations and
// reflections. Each is freed of the others twice: once leaves errors of rounding.
FaceTransform::FaceTransform(View key) : secret_((width + 1) * width * sizeof(double)) {
  randombytes_buf_deterministic(secret_.data(), secret_.size(), key.data());
  make_normal({numbers(), (width + 1) * width});
  for (std::size_t i = 0; i < width; ++i) {
    double* own = column(i);
    for (std::size_t other = 0; other < 2 * i; ++other) {
      const double* earlier = column(other % i);
      const double part = dot(own, earlier, width);
      for (std::size_t row = 0; row < width; ++row) own[row] -= part * earlier[row];
    }
    const double length = std::sqrt(dot(own, own, width));
    for (std::size_t row = 0; row < width; ++row) own[row] /= length;
  }
  for (std::size_t row = 0; row < width; ++row) column(width)[row] *= shift_deviation;
}

Template FaceTransform::apply(const cameo::FaceDescriptor& descriptor) const {
  std::array<double, width> sums{};
  for (std::size_t i = 0; i < width; ++i) {
    const double value = static_cast<double>(descriptor[i]) + shift()[i];
    const double* own = column(i);
    for (double& sum : sums) sum += value * *own++;
  }
  Template transformed;
  std::transform(sums.begin(), sums.end(), transformed.begin(),
                 [](double sum) { return static_cast<float>(sum); });
  return transformed;
}

cameo::FaceDescriptor FaceTransform::undo(const Template& transformed) const {
  std::array<double, width> values;
  std::copy(transformed.begin(), transformed.end(), values.begin());
  cameo::FaceDescriptor descriptor;
  for (std::size_t i = 0; i < width; ++i)
    descriptor[i] = static_cast<float>(dot(values.data(), column(i), width) - shift()[i]);
  return descriptor;
}

double largest_distance_change(const FaceTransform& transform) {
  constexpr std::size_t pairs = 1000;
  const auto random_descriptor = [] {
    std::array<std::uint32_t, cameo::FaceDescriptor().size()> bits;
    randombytes_buf(bits.data(), sizeof(bits));
    cameo::FaceDescriptor descriptor;  // about as long as a face's
    std::transform(bits.begin(), bits.end(), descriptor.begin(), [](std::uint32_t number) {
      return (static_cast<float>(number >> 8) * 0x1p-24f - 0.5f) * 0.4f;
    });
    return descriptor;
  };
  double largest = 0;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const cameo::FaceDescriptor a = random_descriptor(), b = random_descriptor();
    const double change = exact_distance(a, b) - exact_distance(transform.apply(a), transform.apply(b));
    largest = std::max(largest, std::abs(change));
  }
  return largest;
}

}  // namespace recognize
