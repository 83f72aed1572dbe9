// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "cameo/cameo.hpp"

// A network's forward pass, layer by layer as it is written, in double and without any trick: what plans,
// fused stages and gradients are compared with.
namespace reference {

using Values = std::vector<double>;

struct BatchMode {
  std::size_t samples;
  bool training;
};

template <class In>
struct Pixel {
  static std::size_t at(std::size_t sample, int row, int column, int channel) {
    return ((sample * In::height + static_cast<std::size_t>(row)) * In::width +
            static_cast<std::size_t>(column)) *
               In::channels +
           static_cast<std::size_t>(channel);
  }
};

template <class L>
struct Formula;

/// Values one by one.
template <class F>
Values each(const Values& x, F f) {
  Values y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
  return y;
}
template <>
struct Formula<cameo::ReLU> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode) {
    return each(x, [](double v) { return v > 0 ? v : 0; });
  }
};
template <>
struct Formula<cameo::Tanh> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode) {
    return each(x, [](double v) { return std::tanh(v); });
  }
};
template <>
struct Formula<cameo::Sigmoid> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode) {
    return each(x, [](double v) { return 1 / (1 + std::exp(-v)); });
  }
};
template <>
struct Formula<cameo::Flatten> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode) {
    return x;
  }
};

template <int F, cameo::Window W, cameo::Conv O>
struct Formula<cameo::Conv2D<F, W, O>> {
  using L = cameo::Conv2D<F, W, O>;
  template <class In>
  static Values of(const Values& x, const double* w, BatchMode mode) {
    using Out = typename L::template Output<In>;
    const double* bias = w + cameo::tensor_offsets<L, In>[1];
    const int top = L::template rows<In>.padding_before(), left = L::template columns<In>.padding_before();
    Values y(mode.samples * Out::size);
    for (std::size_t n = 0; n < mode.samples; ++n)
      for (int i = 0; i < Out::height; ++i)
        for (int j = 0; j < Out::width; ++j)
          for (int f = 0; f < F; ++f) {
            double sum = O.bias ? bias[f] : 0;
            for (int p = 0; p < W.area(); ++p) {
              const int row = i * O.stride.rows + p / W.columns - top,
                        column = j * O.stride.columns + p % W.columns - left;
              if (row < 0 || row >= In::height || column < 0 || column >= In::width) continue;
              for (int c = 0; c < In::channels; ++c)
                sum += x[Pixel<In>::at(n, row, column, c)] * w[(p * In::channels + c) * F + f];
            }
            y[Pixel<Out>::at(n, i, j, f)] = sum;
          }
    return y;
  }
};

template <int Units, cameo::DenseOptions O>
struct Formula<cameo::Dense<Units, O>> {
  template <class In>
  static Values of(const Values& x, const double* w, BatchMode mode) {
    const double* bias = w + cameo::tensor_offsets<cameo::Dense<Units, O>, In>[1];
    Values y(mode.samples * Units);
    for (std::size_t n = 0; n < mode.samples; ++n)
      for (std::size_t u = 0; u < Units; ++u) {
        y[n * Units + u] = bias[u];
        for (std::size_t i = 0; i < In::size; ++i) y[n * Units + u] += x[n * In::size + i] * w[i * Units + u];
      }
    return y;
  }
};

template <int Window, int Stride>
struct Formula<cameo::MaxPooling2D<Window, Stride>> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode mode) {
    using Out = typename cameo::MaxPooling2D<Window, Stride>::template Output<In>;
    Values y(mode.samples * Out::size, -HUGE_VAL);
    for (std::size_t n = 0; n < mode.samples; ++n)
      for (int i = 0; i < Out::height; ++i)
        for (int j = 0; j < Out::width; ++j)
          for (int c = 0; c < Out::channels; ++c)
            for (int p = 0; p < Window * Window; ++p) {
              double& best = y[Pixel<Out>::at(n, i, j, c)];
              best = std::max(best, x[Pixel<In>::at(n, i * Stride + p / Window, j * Stride + p % Window, c)]);
            }
    return y;
  }
};

template <>
struct Formula<cameo::GlobalAveragePooling2D> {
  template <class In>
  static Values of(const Values& x, const double*, BatchMode mode) {
    Values y(mode.samples * In::channels);
    for (std::size_t i = 0; i < x.size(); ++i)
      y[i / In::size * In::channels + i % In::channels] += x[i] / (In::height * In::width);
    return y;
  }
};

template <cameo::FloatConstant M, cameo::FloatConstant E>
struct Formula<cameo::BatchNormalization<M, E>> {
  template <class In>
  static Values of(const Values& x, const double* w, BatchMode mode) {
    constexpr std::size_t channels = In::channels, row = cameo::padded_to_16(channels);
    const double n = static_cast<double>(x.size() / channels);
    Values mean(channels), variance(channels), y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) mean[i % channels] += x[i] / n;
    for (std::size_t i = 0; i < x.size(); ++i)
      variance[i % channels] += (x[i] - mean[i % channels]) * (x[i] - mean[i % channels]) / n;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t c = i % channels;
      const double m = mode.training ? mean[c] : w[2 * row + c],
                   v = mode.training ? variance[c] : w[3 * row + c];
      y[i] = w[c] * (x[i] - m) / std::sqrt(v + static_cast<double>(static_cast<float>(E))) + w[row + c];
    }
    return y;
  }
};

/// A join of the values of branches, and their shapes.
template <class L>
struct JoinFormula;
template <>
struct JoinFormula<cameo::join::Add> {
  template <class... Inputs>
  static Values of(const std::vector<const Values*>& x, BatchMode) {
    Values y(x[0]->size());
    for (const Values* values : x)
      for (std::size_t i = 0; i < y.size(); ++i) y[i] += (*values)[i];
    return y;
  }
};
template <>
struct JoinFormula<cameo::join::Multiply> {
  template <class... Inputs>
  static Values of(const std::vector<const Values*>& x, BatchMode mode) {
    using Out = cameo::join::Multiply::Output<Inputs...>;
    const std::size_t sizes[]{Inputs::size...};
    Values y(mode.samples * Out::size, 1);
    for (std::size_t b = 0; b < x.size(); ++b)
      for (std::size_t i = 0; i < y.size(); ++i)
        y[i] *= (*x[b])[sizes[b] == Out::size ? i : i / Out::size * Out::channels + i % Out::channels];
    return y;
  }
};
template <>
struct JoinFormula<cameo::join::Concatenate> {
  template <class... Inputs>
  static Values of(const std::vector<const Values*>& x, BatchMode) {
    const std::size_t channels[]{static_cast<std::size_t>(Inputs::channels)...};
    Values y;
    for (std::size_t pixel = 0; pixel < x[0]->size() / channels[0]; ++pixel)
      for (std::size_t b = 0; b < x.size(); ++b)
        for (std::size_t c = 0; c < channels[b]; ++c) y.push_back((*x[b])[pixel * channels[b] + c]);
    return y;
  }
};

/// The outputs (samples, output) of a network for x (samples, input); `w` as Parameters<Net> lies.
template <class Net>
Values interpret(const Values& x, const Values& w, BatchMode mode) {
  std::vector<Values> values;
  const auto source = [&](int node) -> const Values& {
    return node < 0 ? x : values[static_cast<std::size_t>(node)];
  };
  Net::for_each_layer([&]<int Index>() {
    using L = typename Net::template Layer<Index>;
    constexpr cameo::detail::Sources from = Net::sources[Index];
    if constexpr (L::joins) {
      std::vector<const Values*> inputs;
      for (const int node : from) inputs.push_back(&source(node));
      values.push_back([&]<int... I>(std::integer_sequence<int, I...>) {
        return JoinFormula<L>::template of<typename Net::template OutputOf<from.nodes[I]>...>(inputs, mode);
      }(std::make_integer_sequence<int, from.count>{}));
    } else {
      values.push_back(Formula<L>::template of<typename Net::template InputOf<Index>>(
          source(from.nodes[0]), w.data() + cameo::layer_offsets<Net>[Index], mode));
    }
  });
  return values.back();
}

}  // namespace reference
