// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>
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

/// What one layer reads and writes on three samples. Buffers have no room past their end: a sanitizer sees
/// it. Compiled once for all layers, as all is that does not need their types.
struct LayerBuffers {
  static constexpr int samples = 3;
  std::span<const cameo::ParameterSpec> specs;
  std::vector<float> x, y, dy, dx, w, dw;

  /// Where parameter tensor `number` begins; behind the last one nothing is padded.
  std::size_t offset(std::size_t number) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < number; ++i)
      begin += i + 1 < specs.size() ? cameo::padded_to_16(specs[i].shape.size()) : specs[i].shape.size();
    return begin;
  }
  /// Parameter tensor `number` of w or dw.
  std::vector<float> tensor(const std::vector<float>& of, std::size_t number) const {
    const auto begin = of.begin() + static_cast<std::ptrdiff_t>(offset(number));
    return {begin, begin + static_cast<std::ptrdiff_t>(specs[number].shape.size())};
  }

 protected:
  LayerBuffers(std::vector<float> input, std::size_t out_size,
               std::span<const cameo::ParameterSpec> parameters)
      : specs(parameters),
        x(std::move(input)),
        y(samples * out_size, 1e9f),
        dy(random_values(2, y.size(), 1)),
        dx(x.size(), 1e9f),
        w(random_values(3, offset(specs.size()), 1)) {}

  struct Passes {
    void (*forward)(const cameo::ForwardPass&);
    void (*backward)(const cameo::BackwardPass&);
    bool reads_input, reads_output;
  };

  void run(const Passes& layer, const cameo::LayerMemory& memory, cameo::PassContext context) {
    std::vector<float> saved(samples * memory.saved_bytes / sizeof(float)), forward(memory.forward_scratch),
        backward(memory.backward_scratch);
    layer.forward({.samples = samples,
                   .x = x.data(),
                   .w = w.data(),
                   .y = y.data(),
                   .saved = reinterpret_cast<std::byte*>(saved.data()),
                   .scratch = forward.data(),
                   .context = context});
    // What the layer says that it does not read is not there.
    const float* seen_x = layer.reads_input ? x.data() : nullptr;
    const float* seen_y = layer.reads_output ? y.data() : nullptr;
    for (float* wanted : {dx.data(), static_cast<float*>(nullptr)}) {
      dw.assign(w.size(), 0.0f);
      layer.backward({.samples = samples,
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
};

template <class L, class In>
struct LayerRun : LayerBuffers {
  static constexpr auto parameters = L::template parameters<In>();

  explicit LayerRun(std::vector<float> input, cameo::PassContext context = {.training = true, .key = 5})
      : LayerBuffers(std::move(input), L::template Output<In>::size, parameters) {
    using Kernel = cameo::HWY_NAMESPACE::Kernel<L>;
    run({.forward = Kernel::template forward<In>,
         .backward = Kernel::template backward<In>,
         .reads_input = L::reads_input,
         .reads_output = L::reads_output},
        L::template memory<In>, context);
  }
  LayerRun() : LayerRun(random_values(1, samples * In::size, 3)) {}
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

inline void check_values(const LayerBuffers& run, const reference::LayerValues& expected) {
  check_close(run.y, expected.y, 1e-6);
  check_close(run.dx, expected.dx, 1e-6);
  for (std::size_t i = 0; i < run.specs.size(); ++i)
    check_close(run.tensor(run.dw, i), expected.dw.at(i), 2e-6);  // sums over all pixels of all samples
}

template <class L, class In>
void check_layer_values(const LayerRun<L, In>& run, const reference::LayerValues& expected) {
  CAPTURE(L::name, In::height, In::width, In::channels);
  check_values(run, expected);
}

/// check.template operator()<Shape>() for shapes of one pixel, one channel, odd sizes and whole vectors.
template <class Check>
void for_each_shape(Check check) {
  check.template operator()<cameo::Shape<35>>();
  check.template operator()<cameo::Shape<1, 1, 1>>();
  check.template operator()<cameo::Shape<3, 5, 23>>();
  if constexpr (!cameo_test::quick) {
    check.template operator()<cameo::Shape<1>>();
    check.template operator()<cameo::Shape<5, 3, 1>>();
    check.template operator()<cameo::Shape<1, 4, 16>>();
  }
}

}  // namespace cameo_test
