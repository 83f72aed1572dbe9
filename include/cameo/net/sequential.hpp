// SPDX-License-Identifier: MIT
#pragma once

#include <boost/hana/at.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/scan_left.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "cameo/layers/input.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

template <class At>
inline constexpr bool fits = At::Layer::template check<At>();

/// Before the first layer stands the input.
template <class InputLayer>
struct AtInput {
  static constexpr int index = -1;
  using Output = typename InputLayer::Output;
};

/// A layer in its place, checked.
template <int Index, class L, class In>
struct Place : AtLayer<Index, L, In> {
  static_assert(fits<AtLayer<Index, L, In>>);
  using Output = typename L::template Output<In>;
};

/// The step of the scan: what stands before, and the next layer.
struct NextPlace {
  template <class Before, class L>
  constexpr auto operator()(boost::hana::basic_type<Before>, boost::hana::basic_type<L>) const {
    static_assert(Layer<L>,
                  "Sequential: this is not a layer; derive it from LayerDescription and give it a name");
    return boost::hana::type<Place<Before::index + 1, L, typename Before::Output>>{};
  }
};

template <class>
inline constexpr bool is_input = false;
template <int... Sizes>
inline constexpr bool is_input<Input<Sizes...>> = true;

}  // namespace detail

/// Layers in the order in which data flows through them, the input's shape first. An empty type: every shape,
/// count and parameter is known to the compiler, and a mistake names the layer's index, type and input.
template <class InputLayer, class... Layers>
struct Sequential {
  static_assert(
      detail::is_input<InputLayer>,
      "Sequential: the first argument is the shape of a sample; begin with Input<height, width, channels>");
  static_assert(sizeof...(Layers) >= 1, "Sequential: there is no layer; add one after Input");

  static constexpr int layers = sizeof...(Layers);

 private:
  using Places =
      decltype(boost::hana::scan_left(boost::hana::tuple_t<Layers...>,
                                      boost::hana::type<detail::AtInput<InputLayer>>{}, detail::NextPlace{}));
  template <int Index>  // -1 is the input
  using PlaceAt =
      typename std::remove_cvref_t<decltype(boost::hana::at_c<static_cast<std::size_t>(Index + 1)>(
          std::declval<Places>()))>::type;

 public:
  template <int Index>
  using Layer = typename PlaceAt<Index>::Layer;
  template <int Index>
  using InputOf = typename PlaceAt<Index>::Input;
  template <int Index>
  using OutputOf = typename PlaceAt<Index>::Output;

  using Input = OutputOf<-1>;
  using Output = OutputOf<layers - 1>;

  /// Calls f.operator()<index>() for each layer in order.
  template <class F>
  static constexpr void for_each_layer(F&& f) {
    [&]<int... Index>(std::integer_sequence<int, Index...>) { (f.template operator()<Index>(), ...); }
    (std::make_integer_sequence<int, layers>{});
  }

  /// Parameters as Keras counts them.
  static constexpr std::int64_t parameter_count = [] {
    std::int64_t count = 0;
    for_each_layer([&]<int Index>() {
      for (const ParameterSpec& spec : Layer<Index>::template parameters<InputOf<Index>>())
        count += static_cast<std::int64_t>(spec.shape.size());
    });
    return count;
  }();

  /// Multiply-adds of the forward pass of one sample.
  static constexpr std::int64_t multiply_adds = [] {
    std::int64_t count = 0;
    for_each_layer([&]<int Index>() { count += Layer<Index>::template multiply_adds<InputOf<Index>>(); });
    return count;
  }();
};

namespace detail {
template <class>
inline constexpr bool is_network = false;
template <class InputLayer, class... Layers>
inline constexpr bool is_network<Sequential<InputLayer, Layers...>> = true;
}  // namespace detail

template <class N>
concept Network = detail::is_network<N>;

}  // namespace cameo::inline CAMEO_ABI
