// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <vector>

#include "cameo/core/random.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "catch.hpp"
#include "reference/layers.hpp"

namespace cameo_test {

inline std::vector<float> random_values(std::uint64_t key, std::size_t size, float limit) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = (2 * cameo::random_uniform(key, i) - 1) * limit;
  return values;
}

inline reference::Values in_double(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

/// One layer on three samples. Buffers have no room past their end: a sanitizer sees it.
template <class L, class In>
struct LayerRun {
  static constexpr int samples = 3;
  static constexpr std::size_t out_size = L::template Output<In>::size;
  static constexpr auto specs = L::template parameters<In>();
  static constexpr cameo::LayerMemory memory = L::template memory<In>;
  std::vector<float> x, y, dy, dx, w, dw;

  explicit LayerRun(std::vector<float> input, cameo::PassContext context = {.training = true, .key = 5})
      : x(std::move(input)),
        y(samples * out_size, 1e9f),
        dy(random_values(2, y.size(), 1)),
        dx(x.size(), 1e9f),
        w(random_values(3, offset(specs.size()), 1)) {
    using Kernel = cameo::HWY_NAMESPACE::Kernel<L>;
    std::vector<float> saved(samples * memory.saved_bytes / sizeof(float)), forward(memory.forward_scratch),
        backward(memory.backward_scratch);
    Kernel::template forward<In>({.samples = samples,
                                  .x = x.data(),
                                  .w = w.data(),
                                  .y = y.data(),
                                  .saved = reinterpret_cast<std::byte*>(saved.data()),
                                  .scratch = forward.data(),
                                  .context = context});
    // What the layer says that it does not read is not there.
    const float* seen_x = L::reads_input ? x.data() : nullptr;
    const float* seen_y = L::reads_output ? y.data() : nullptr;
    for (float* wanted : {dx.data(), static_cast<float*>(nullptr)}) {
      dw.assign(w.size(), 0.0f);
      Kernel::template backward<In>({.samples = samples,
                                     .x = seen_x,
                                     .w = w.data(),
                                     .y = seen_y,
                                     .dy = dy.data(),
                                     .dx = wanted,
                                     .dw = dw.data(),
                                     .saved = reinterpret_cast<const std::byte*>(saved.data()),
                                     .scratch = backward.data(),
                                     .context = context});
    }
  }
  LayerRun() : LayerRun(random_values(1, samples * In::size, 3)) {}

  /// Where parameter tensor `number` begins; behind the last one nothing is padded.
  static constexpr std::size_t offset(std::size_t number) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < number; ++i)
      begin += i + 1 < specs.size() ? cameo::padded_to_16(specs[i].shape.size()) : specs[i].shape.size();
    return begin;
  }
  /// Parameter tensor `number` of w or dw.
  static std::vector<float> tensor(const std::vector<float>& of, std::size_t number) {
    const auto begin = of.begin() + static_cast<std::ptrdiff_t>(offset(number));
    return {begin, begin + static_cast<std::ptrdiff_t>(specs[number].shape.size())};
  }
};

/// Checks each value to `tolerance` of its size, or of 1 if that is larger.
inline void check_close(const std::vector<float>& found, const reference::Values& expected,
                        double tolerance) {
  REQUIRE(found.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double error = std::fabs(static_cast<double>(found[i]) - expected[i]);
    worst = std::max(worst, error / std::max(1.0, std::fabs(expected[i])));
  }
  CHECK(worst <= tolerance);
}

template <class L, class In>
void check_layer_values(const LayerRun<L, In>& run, const reference::LayerValues& expected) {
  CAPTURE(L::name, In::height, In::width, In::channels);
  check_close(run.y, expected.y, 1e-6);
  check_close(run.dx, expected.dx, 1e-6);
  for (std::size_t i = 0; i < run.specs.size(); ++i)
    check_close(run.tensor(run.dw, i), expected.dw.at(i), 2e-6);  // sums over all pixels of all samples
}

/// check.template operator()<Shape>() for shapes of one pixel, one channel, odd sizes and whole vectors.
template <class Check>
void for_each_shape(Check check) {
  check.template operator()<cameo::Shape<1>>();
  check.template operator()<cameo::Shape<35>>();
  check.template operator()<cameo::Shape<1, 1, 1>>();
  check.template operator()<cameo::Shape<5, 3, 1>>();
  check.template operator()<cameo::Shape<1, 4, 16>>();
  check.template operator()<cameo::Shape<3, 5, 23>>();
}

}  // namespace cameo_test
