// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"
#include "reference/compare.hpp"
#include "reference/convolution.hpp"

namespace cameo_test {

/// One layer with parameters on two samples, with memory of exactly the size it asks for, NaN at first: a
/// sanitizer sees what goes beyond.
template <class L, class In>
struct ConvRun {
  using Out = typename L::template Output<In>;
  static constexpr int samples = 2;
  static_assert(L::template check<cameo::AtLayer<0, L, In>>());
  static constexpr cameo::LayerMemory memory = L::template memory<In>;
  static constexpr auto offsets = cameo::tensor_offsets<L, In>;
  static constexpr float nan = std::numeric_limits<float>::quiet_NaN();

  std::vector<float> x = random_values(1, samples*In::size, 1), w = random_values(2, offsets.back(), 0.5f),
                     dy = random_values(3, samples*Out::size, 1), y = std::vector<float>(dy.size(), nan),
                     dx = std::vector<float>(x.size(), nan), dw = std::vector<float>(w.size());

  ConvRun() {
    using Kernel = cameo::HWY_NAMESPACE::Kernel<L>;
    std::vector<float> saved(samples * memory.saved_bytes / sizeof(float), nan),
        forward_scratch(memory.forward_scratch, nan), backward_scratch(memory.backward_scratch, nan);
    Kernel::template forward<In>({.samples = samples,
                                  .x = x.data(),
                                  .w = w.data(),
                                  .y = y.data(),
                                  .saved = reinterpret_cast<std::byte*>(saved.data()),
                                  .scratch = forward_scratch.data()});
    Kernel::template backward<In>({.samples = samples,
                                   .x = x.data(),
                                   .w = w.data(),
                                   .y = nullptr,
                                   .dy = dy.data(),
                                   .dx = dx.data(),
                                   .dw = dw.data(),
                                   .saved = reinterpret_cast<const std::byte*>(saved.data()),
                                   .scratch = backward_scratch.data()});
  }

  static std::vector<double> part(const std::vector<float>& values, std::size_t from, std::size_t size) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from);
    return {begin, begin + static_cast<std::ptrdiff_t>(size)};
  }
};

/// A layer that is one convolution in so many groups, by plain loops in double precision and by differences.
template <class L, class In>
void check_convolution(int groups) {
  using Run = ConvRun<L, In>;
  using Out = typename Run::Out;
  CAPTURE(L::name, In::height, In::width, In::channels, Out::channels, groups);
  constexpr std::size_t kernel_size = L::template parameters<In>()[0].shape.size();
  constexpr bool bias = L::options.bias;
  const Run run;
  reference::Convolution reference{.height = In::height,
                                   .width = In::width,
                                   .channels = In::channels,
                                   .filters = Out::channels,
                                   .rows = L::template rows<In>,
                                   .columns = L::template columns<In>,
                                   .groups = groups,
                                   .x = {},
                                   .kernel = Run::part(run.w, 0, kernel_size),
                                   .bias = std::vector<double>(Out::channels)};
  if (bias) reference.bias = Run::part(run.w, Run::offsets[1], Out::channels);
  std::vector<double> dkernel(kernel_size), dbias(Out::channels);
  const std::vector<std::uint8_t> positions(Out::size, 0);
  for (std::size_t n = 0; n < Run::samples; ++n) {
    reference.x = Run::part(run.x, n * In::size, In::size);
    CHECK(reference::relative_error(run.y.data() + n * Out::size, reference.forward()) < 1e-6);
    std::vector<double> dx(In::size);
    reference.backward(Run::part(run.dy, n * Out::size, Out::size), positions, dx, dkernel, dbias);
    CHECK(reference::relative_error(run.dx.data() + n * In::size, dx) < 1e-6);
  }
  CHECK(reference::relative_error(run.dw.data(), dkernel) < 1e-6);
  if (bias) CHECK(reference::relative_error(run.dw.data() + Run::offsets[1], dbias) < 1e-6);
}

/// Says what check_layer says, on a shape that is small enough.
template <class L, class In>
void check_by_differences() {
  CHECK(std::string(cameo::check_layer<L, In>().message()) == "");
}

}  // namespace cameo_test
