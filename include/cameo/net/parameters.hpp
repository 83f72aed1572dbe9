// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/init.hpp"
#include "cameo/net/sequential.hpp"

namespace cameo::inline CAMEO_ABI {

/// Floats that the parameters of one layer take, padding included.
template <class L, class In>
inline constexpr std::size_t layer_parameters = [] {
  std::size_t floats = 0;
  for (const ParameterSpec& spec : L::template parameters<In>()) floats += padded_to_16(spec.shape.size());
  return floats;
}();

/// One parameter tensor of a network.
struct ParameterTensor {
  std::array<char, 64> characters{};  ///< layer and parameter by Keras's names: "conv2d_1.kernel"
  std::size_t name_size = 0;
  int layer = 0;
  ParameterSpec spec;
  std::size_t offset = 0;  ///< floats from the first parameter

  constexpr std::string_view name() const { return {characters.data(), name_size}; }

  constexpr void append_to_name(std::string_view part) {
    for (char character : part)
      if (name_size < characters.size()) characters[name_size++] = character;
  }
};

/// "conv2d", then "conv2d_1" for the second layer of that name, as Keras names them.
template <class Net, int Index>
constexpr std::array<char, 16> layer_suffix() {
  int earlier = 0;
  Net::for_each_layer([&]<int Other>() {
    if (Other < Index && Net::template Layer<Other>::name == Net::template Layer<Index>::name) ++earlier;
  });
  std::array<char, 16> suffix{};
  if (earlier == 0) return suffix;
  std::size_t end = 1;
  for (int rest = earlier; rest > 0; rest /= 10) ++end;
  suffix[0] = '_';
  for (int rest = earlier; rest > 0; rest /= 10) suffix[--end] = static_cast<char>('0' + rest % 10);
  return suffix;
}

/// Every parameter tensor of a network, in the order of Keras's get_weights().
template <Network Net>
inline constexpr auto parameter_tensors = [] {
  constexpr std::size_t count = [] {
    std::size_t tensors = 0;
    Net::for_each_layer([&]<int Index>() {
      tensors +=
          Net::template Layer<Index>::template parameters<typename Net::template InputOf<Index>>().size();
    });
    return tensors;
  }();
  std::array<ParameterTensor, count> tensors{};
  std::size_t next = 0, offset = 0;
  Net::for_each_layer([&]<int Index>() {
    using L = typename Net::template Layer<Index>;
    for (const ParameterSpec& spec : L::template parameters<typename Net::template InputOf<Index>>()) {
      ParameterTensor& tensor = tensors[next++];
      tensor.layer = Index;
      tensor.spec = spec;
      tensor.offset = offset;
      tensor.append_to_name(L::name);
      tensor.append_to_name(layer_suffix<Net, Index>().data());
      tensor.append_to_name(".");
      tensor.append_to_name(spec.name);
      offset += padded_to_16(spec.shape.size());
    }
  });
  return tensors;
}();

/// All parameters of a network in one flat array with the same layout on every CPU: kernel then bias of each
/// layer, each tensor at a multiple of 64 bytes, zeros between. An aggregate: constant parameters may lie in
/// flash.
template <Network Net>
struct Parameters {
  static constexpr std::size_t floats = [] {
    std::size_t sum = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      sum += padded_to_16(tensor.spec.shape.size());
    return sum;
  }();

  alignas(64) std::array<float, (floats > 0 ? floats : 16)> values;

  /// Draws every tensor as its layer says, from streams of `seed`.
  void initialize(std::uint64_t seed) {
    values.fill(0);
    std::uint64_t number = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      cameo::initialize(of(tensor), tensor.spec.initializer, tensor.spec.fan_in, tensor.spec.fan_out,
                        stream(seed, Purpose::Parameters, number++));
  }

  /// Calls f(name, shape, span of values) for each tensor, in the order of Keras's get_weights().
  template <class F>
  void for_each(F&& f) {
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      f(tensor.name(), tensor.spec.shape, of(tensor));
  }
  template <class F>
  void for_each(F&& f) const {
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      f(tensor.name(), tensor.spec.shape, of(tensor));
  }

  std::span<float> of(const ParameterTensor& tensor) {
    return std::span(values).subspan(tensor.offset, tensor.spec.shape.size());
  }
  std::span<const float> of(const ParameterTensor& tensor) const {
    return std::span(values).subspan(tensor.offset, tensor.spec.shape.size());
  }
};

}  // namespace cameo::inline CAMEO_ABI
