// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <boost/hana/all_of.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/front.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <type_traits>

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// The most branches that one join reads.
inline constexpr int max_branches = 8;

/// The layers in which branches end: Add<Branch...> of net/branch.hpp is written, join::Add computes.
namespace join {

/// What a join asks of all its inputs: `holds(first shape, shape)` for each.
template <class Holds, class... Inputs>
inline constexpr bool all_as_first = [] {
  constexpr auto shapes = boost::hana::tuple_t<Inputs...>;
  constexpr auto first = boost::hana::front(shapes);
  return decltype(boost::hana::all_of(shapes, [=](auto shape) { return Holds::with(first, shape); }))::value;
}();

struct SameShape {
  template <class Left, class Right>
  static constexpr auto with(boost::hana::basic_type<Left>, boost::hana::basic_type<Right>) {
    return boost::hana::bool_c<std::is_same_v<Left, Right>>;
  }
};

struct SameImage {
  template <class Left, class Right>
  static constexpr auto with(boost::hana::basic_type<Left>, boost::hana::basic_type<Right>) {
    return boost::hana::bool_c < Left::rank == Right::rank && Left::height == Right::height &&
           Left::width == Right::width > ;
  }
};

struct JoinDescription : LayerDescription {
  static constexpr bool joins = true;
  static constexpr bool reads_input = false, reads_output = false;
};

struct Add : JoinDescription {
  static constexpr std::string_view name = "add";

  template <class First, class... More>
  using Output = First;

  template <int Index, class... Inputs>
  static consteval bool(check)() {
    static_assert(
        all_as_first<SameShape, Inputs...>,
        "Add: the branches end in different shapes; make filters, strides and padding equal, or end "
        "one in Conv2D<filters, 1>");
    return true;
  }
};

/// The larger of two shapes, of which the smaller one is a pixel of as many channels.
struct Broader {
  template <class Left, class Right>
  constexpr auto operator()(boost::hana::basic_type<Left>, boost::hana::basic_type<Right>) const {
    return boost::hana::type_c<std::conditional_t<
        (Right::size > Left::size || (Right::size == Left::size && Right::rank > Left::rank)), Right, Left>>;
  }
};

struct Multiply : JoinDescription {
  static constexpr std::string_view name = "multiply";
  static constexpr bool reads_input = true;

  template <class... Inputs>
  using Output = typename decltype(boost::hana::fold_left(boost::hana::tuple_t<Inputs...>, Broader{}))::type;

  /// The input is a pixel that is spread over the image.
  template <class Input, class Out>
  static constexpr bool spreads = Input::size != Out::size;

  template <int Index, class... Inputs>
  static consteval bool(check)() {
    static_assert(
        ((std::is_same_v<Inputs, Output<Inputs...>> ||
          (Inputs::height * Inputs::width == 1 && Inputs::channels == Output<Inputs...>::channels)) &&
         ...),
        "Multiply: the branches end in different shapes; make them equal, or one of them a pixel (1, 1, "
        "channels) or a vector of as many channels");
    return true;
  }
};

struct Concatenate : JoinDescription {
  static constexpr std::string_view name = "concatenate";

 private:
  template <class First, int Channels>
  static auto with_channels() {
    if constexpr (First::rank == 1)
      return boost::hana::type_c<Shape<Channels>>;
    else
      return boost::hana::type_c<Shape<First::height, First::width, Channels>>;
  }

 public:
  template <class First, class... More>
  using Output = typename decltype(with_channels<First, (First::channels + ... + More::channels)>())::type;

  template <int Index, class... Inputs>
  static consteval bool(check)() {
    static_assert(
        all_as_first<SameImage, Inputs...>,
        "Concatenate: the branches end in images of different height or width, or in an image and a "
        "vector; make strides and padding equal");
    return true;
  }
};

}  // namespace join

}  // namespace cameo::inline CAMEO_ABI
