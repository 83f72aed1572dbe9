// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <boost/hana/at.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <iterator>
#include <type_traits>
#include <utility>

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// The most branches that one join reads.
inline constexpr int max_branches = 8;

/// The layers in which branches end: Add<Branch...> of net/branch.hpp is written, join::Add computes.
namespace join {

/// Where branch number `Index` of a join ends, from 0: what the compiler shows where branches do not fit.
template <int Index, class Shape>
struct BranchEnd {
  using Ends = Shape;
};

/// Join::fits<branch number Reference, branch> for each branch.
template <class Join, int Reference, class... Inputs>
consteval bool check_branches() {
  using Shape = typename decltype(+boost::hana::at_c<Reference>(boost::hana::tuple_t<Inputs...>))::type;
  return []<int... Index>(std::integer_sequence<int, Index...>) {
    return (Join::template fits<BranchEnd<Reference, Shape>, BranchEnd<Index, Inputs>>() && ...);
  }
  (std::make_integer_sequence<int, sizeof...(Inputs)>{});
}

struct JoinDescription : LayerDescription {
  static constexpr bool joins = true;
  static constexpr bool reads_input = false, reads_output = false;
};

struct Add : JoinDescription {
  static constexpr std::string_view name = "add";

  template <class First, class... More>
  using Output = First;

  template <class... Inputs>
  static consteval bool(check)() {
    return check_branches<Add, 0, Inputs...>();
  }
  template <class First, class Other>
  static consteval bool fits() {
    static_assert(
        std::is_same_v<typename First::Ends, typename Other::Ends>,
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

  template <class... Inputs>
  static consteval bool(check)() {
    constexpr int broadest = [] {
      constexpr bool is_output[]{std::is_same_v<Inputs, Output<Inputs...>>...};
      return static_cast<int>(std::find(std::begin(is_output), std::end(is_output), true) - is_output);
    }();
    return check_branches<Multiply, broadest, Inputs...>();
  }
  template <class Broadest, class Other>
  static consteval bool fits() {
    using Image = typename Broadest::Ends;
    using Factor = typename Other::Ends;
    static_assert(
        std::is_same_v<Factor, Image> ||
            (Factor::height * Factor::width == 1 && Factor::channels == Image::channels),
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

  template <class... Inputs>
  static consteval bool(check)() {
    return check_branches<Concatenate, 0, Inputs...>();
  }
  template <class First, class Other>
  static consteval bool fits() {
    using Left = typename First::Ends;
    using Right = typename Other::Ends;
    static_assert(
        Left::rank == Right::rank && Left::height == Right::height && Left::width == Right::width,
        "Concatenate: the branches end in images of different height or width, or in an image and a "
        "vector; make strides and padding equal");
    return true;
  }
};

}  // namespace join

}  // namespace cameo::inline CAMEO_ABI
