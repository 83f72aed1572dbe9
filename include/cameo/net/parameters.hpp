// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/init.hpp"
#include "cameo/net/sequential.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Not constexpr: the compiler names it where a layer's and a parameter's name are too long together. A cut
/// could make two tensors of a file one.
inline void a_tensor_name_has_at_most_64_characters() {}

/// Not constexpr either: the second "conv2d" is called "conv2d_1", so a layer of one's own must not be.
inline void a_layer_name_has_no_point_and_does_not_end_in_an_underscore_and_digits() {}

/// Nor this: a layer's parameters are told apart by their names.
inline void a_layer_has_a_parameter_name_once() {}

/// Whether no numbered name of another kind can be the same, nor a name with a parameter's behind it.
constexpr bool is_layer_name(std::string_view name) {
  const std::size_t stem = name.find_last_not_of("0123456789");
  const bool numbered = stem != name.npos && stem + 1 < name.size() && name[stem] == '_';
  return !numbered && name.find('.') == name.npos;
}

}  // namespace detail

/// One parameter tensor of a network.
struct ParameterTensor {
  std::array<char, 64> characters{};  ///< layer and parameter by Keras's names: "conv2d_1.kernel"
  std::size_t name_size = 0;
  int layer = 0;
  ParameterSpec spec;
  std::size_t offset = 0;  ///< floats from the first parameter

  constexpr std::string_view name() const { return {characters.data(), name_size}; }

  constexpr void append_to_name(std::string_view part) {
    if (part.size() > characters.size() - name_size) detail::a_tensor_name_has_at_most_64_characters();
    for (char character : part) characters[name_size++] = character;
  }
};

/// A layer's name: "conv2d", then "conv2d_1" for the second layer of that kind, as Keras names them.
struct LayerName {
  std::string_view name;
  std::array<char, 16> suffix{};
  std::size_t suffix_size = 0;

  constexpr LayerName() = default;
  constexpr LayerName(std::string_view kind, int earlier) : name(kind) {
    if (earlier == 0) return;
    std::size_t end = 1;
    for (int rest = earlier; rest > 0; rest /= 10) ++end;
    suffix_size = end;
    suffix[0] = '_';
    for (int rest = earlier; rest > 0; rest /= 10) suffix[--end] = static_cast<char>('0' + rest % 10);
  }
  constexpr std::string_view suffix_view() const { return {suffix.data(), suffix_size}; }
};

template <Network Net>
inline constexpr auto layer_names = [] {
  constexpr auto kinds = Net::template of_each_layer<std::string_view>(
      []<int Index>() { return std::string_view(Net::template Layer<Index>::name); });
  std::array<std::string_view, kinds.size()> seen{};
  std::array<int, kinds.size()> times{};
  std::array<LayerName, kinds.size()> names{};
  for (std::size_t i = 0, different = 0; i < kinds.size(); ++i) {
    std::size_t kind = 0;
    while (kind < different && seen[kind] != kinds[i]) ++kind;
    if (kind == different) {
      if (!detail::is_layer_name(kinds[i]))
        detail::a_layer_name_has_no_point_and_does_not_end_in_an_underscore_and_digits();
      seen[different++] = kinds[i];
    }
    names[i] = LayerName(kinds[i], times[kind]++);
  }
  return names;
}();

/// Where the parameters of each layer begin, in floats, and where the last ones end.
template <Network Net>
inline constexpr auto layer_offsets = [] {
  constexpr auto floats = Net::template of_each_layer<std::size_t>([]<int Index>() {
    return layer_parameters<typename Net::template Layer<Index>, typename Net::template InputOf<Index>>;
  });
  std::array<std::size_t, floats.size() + 1> offsets{};
  for (std::size_t i = 0; i < floats.size(); ++i) offsets[i + 1] = offsets[i] + floats[i];
  return offsets;
}();

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
  std::size_t next = 0;
  Net::for_each_layer([&]<int Index>() {
    using LayerType = typename Net::template Layer<Index>;
    using In = typename Net::template InputOf<Index>;
    const LayerName& name = layer_names<Net>[Index];
    constexpr auto specs = LayerType::template parameters<In>();
    std::size_t of_layer = 0;
    for (const ParameterSpec& spec : specs) {
      for (std::size_t i = 0; i < of_layer; ++i)
        if (specs[i].name == spec.name) detail::a_layer_has_a_parameter_name_once();
      ParameterTensor& tensor = tensors[next++];
      tensor.layer = Index;
      tensor.spec = spec;
      tensor.offset = layer_offsets<Net>[Index] + tensor_offsets<LayerType, In>[of_layer++];
      tensor.append_to_name(name.name);
      tensor.append_to_name(name.suffix_view());
      tensor.append_to_name(".");
      tensor.append_to_name(spec.name);
    }
  });
  return tensors;
}();

/// Floats behind the last parameters: the vectors that read the last row of a kernel may end there, where no
/// bias follows it.
template <Network Net>
inline constexpr std::size_t spare_floats = [] {
  if constexpr (parameter_tensors<Net>.empty())
    return std::size_t{16};
  else
    return std::size_t{parameter_tensors<Net>.back().spec.shape.rank > 1 ? 16u : 0u};
}();

/// All parameters of a network in one flat array with the same layout on every CPU: kernel then bias of each
/// layer, each tensor at a multiple of 64 bytes, zeros between. An aggregate: constant parameters may lie in
/// flash.
template <Network Net>
struct Parameters {
  static constexpr std::size_t floats = layer_offsets<Net>.back();

  alignas(64) std::array<float, floats + spare_floats<Net>> values;

  /// Draws every tensor as its layer says, from streams of `seed`.
  void initialize(std::uint64_t seed) {
    values.fill(0);
    std::uint64_t number = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      cameo::initialize(of(tensor), tensor.spec.initializer, tensor.spec.fan_in, tensor.spec.fan_out,
                        stream(seed, Purpose::Parameters, number++));
  }

  /// Calls f(name, shape, span of values) for each tensor, in the order of Keras's get_weights().
  template <class Function>
  void for_each(Function&& f) {
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      f(tensor.name(), tensor.spec.shape, of(tensor));
  }
  template <class Function>
  void for_each(Function&& f) const {
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
