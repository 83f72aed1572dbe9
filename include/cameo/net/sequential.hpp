// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "cameo/layers/input.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/net/graph.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Of what is no layer it is the first input, so that the compiler complains of nothing besides.
template <class LayerType, class First, class... More>
struct OutputType {
  using type = First;
};
template <Layer LayerType, class First, class... More>
struct OutputType<LayerType, First, More...> {
  using type = typename LayerType::template Output<First, More...>;
};

/// Offsets in it are ints. Where a size is none, the layer itself complains.
template <class Output>
constexpr bool an_int_counts() {
  for (const int size : Output::sizes)
    if (size < 1) return true;
  return Output::size <= (std::numeric_limits<int>::max)();
}

template <class LayerType, int Index, class... Inputs>
consteval bool check_layer_at() {
  static_assert(
      Layer<LayerType>,
      "Sequential: this is not a layer; derive it from LayerDescription and give it a name; layers of "
      "another network stand in Branch<layers...>, without their Input");
  static_assert(an_int_counts<typename OutputType<LayerType, Inputs...>::type>(),
                "Sequential: the layer's output has more values than an int counts; make it smaller before");
  if constexpr (!Layer<LayerType>)
    return true;
  else if constexpr (LayerType::joins)
    return LayerType::template check<Inputs...>();
  else
    return LayerType::template check<AtLayer<Index, LayerType, Inputs...>>();
}
template <class At>
inline constexpr bool fits = false;
template <int Index, class LayerType, class... Inputs>
inline constexpr bool fits<AtLayer<Index, LayerType, Inputs...>> =
    check_layer_at<LayerType, Index, Inputs...>();

/// A node of a network with its shapes, checked. `Network` gives the nodes before it.
template <class Network, int Index, class NodeType>
struct PlacedNode;
template <class Network, int Index>
using PlacedAt = PlacedNode<Network, Index, typename Network::template NodeAt<Index>>;

template <class Network, int Index>
struct OutputOfNode {
  using type = typename PlacedAt<Network, Index>::Output;
};
template <class Network>
struct OutputOfNode<Network, -1> {
  using type = typename Network::Input;
};

template <class Network, int Index, class LayerType, int Depth, int First, int... More>
struct PlacedNode<Network, Index, Node<LayerType, Depth, First, More...>> {
  using Layer = LayerType;
  using Input = typename OutputOfNode<Network, First>::type;
  using At = AtLayer<Index, LayerType, Input, typename OutputOfNode<Network, More>::type...>;
  static_assert(fits<At>);
  using Output = typename OutputType<LayerType, Input, typename OutputOfNode<Network, More>::type...>::type;
  static constexpr int depth = Depth;
  static constexpr Sources sources{{First, More...}, 1 + sizeof...(More)};
};

template <class InputShape, class List>
struct Graph;
template <class InputShape, class... Nodes>
struct Graph<InputShape, NodeList<Nodes...>> {
  static constexpr int size = sizeof...(Nodes);
  using Input = InputShape;
  template <int Index>
  using NodeAt = typename TypeTable<Nodes...>::template At<Index>;
};

/// Places the nodes one after another: each finds those before it done, and no compiler nests them.
template <class Network, int... Index>
consteval int place_in_order(std::integer_sequence<int, Index...>) {
  constexpr std::size_t sizes[]{sizeof(PlacedAt<Network, Index>)...};
  return sizeof(sizes) / sizeof(sizes[0]);
}

template <class>
inline constexpr bool is_input = false;
template <int... Sizes>
inline constexpr bool is_input<Input<Sizes...>> = true;

}  // namespace detail

/// Layers in the order in which data flows through them, the input's shape first; branches of net/branch.hpp
/// stand among them. An empty type: every shape, count and parameter is known to the compiler, and a mistake
/// names the layer's index, type and input. Layers are numbered as they run: a branch's layers before the
/// join that ends it.
template <class InputLayer, class... Layers>
struct Sequential {
  static_assert(
      detail::is_input<InputLayer>,
      "Sequential: the first argument is the shape of a sample; begin with Input<height, width, channels>");
  static_assert(detail::node_count<Branch<Layers...>> >= 1,
                "Sequential: there is no layer; add one after Input");

  using Input = typename InputLayer::Output;

 private:
  using Graph = detail::Graph<Input, typename detail::Flat<Branch<Layers...>, 0, -1, 0>::type>;
  template <int Index>
  using Placed = detail::PlacedAt<Graph, Index>;

 public:
  static constexpr int layers = Graph::size;
  static_assert(layers == detail::place_in_order<Graph>(std::make_integer_sequence<int, layers>{}));

  template <int Index>
  using Layer = typename Placed<Index>::Layer;
  /// A join's first input.
  template <int Index>
  using InputOf = typename Placed<Index>::Input;
  /// Shape after a layer; -1 is the network's input.
  template <int Index>
  using OutputOf = typename detail::OutputOfNode<Graph, Index>::type;

  /// A list of f.operator()<index>() for each layer in order.
  template <class Value, class Function>
  static constexpr std::array<Value, static_cast<std::size_t>(layers)> of_each_layer(Function&& f) {
    return [&]<int... Index>(std::integer_sequence<int, Index...>) {
      return std::array<Value, static_cast<std::size_t>(layers)>{f.template operator()<Index>()...};
    }
    (std::make_integer_sequence<int, layers>{});
  }

  /// Calls f.operator()<index>() for each layer in order.
  template <class Function>
  static constexpr void for_each_layer(Function&& f) {
    of_each_layer<bool>([&]<int Index>() { return f.template operator()<Index>(), true; });
  }

  /// The layers that each layer reads, and the number of branches that it stands in.
  static constexpr auto sources =
      of_each_layer<detail::Sources>([]<int Index>() { return Placed<Index>::sources; });
  static constexpr auto depths = of_each_layer<int>([]<int Index>() { return Placed<Index>::depth; });

  using Output = OutputOf<layers - 1>;

  /// Parameters as Keras counts them.
  static constexpr std::int64_t parameter_count = [] {
    std::int64_t count = 0;
    for_each_layer([&]<int Index>() {
      for (const ParameterSpec& spec : Layer<Index>::template parameters<InputOf<Index>>())
        count += static_cast<std::int64_t>(spec.shape.size());
    });
    return count;
  }();

  /// Of these, those that an optimizer changes; the others are moving statistics.
  static constexpr std::int64_t trainable_count = [] {
    std::int64_t count = 0;
    for_each_layer([&]<int Index>() {
      for (const ParameterSpec& spec : Layer<Index>::template parameters<InputOf<Index>>())
        if (spec.trainable) count += static_cast<std::int64_t>(spec.shape.size());
    });
    return count;
  }();

  /// Multiply-adds of the forward pass of one sample: of each layer, and of all.
  static constexpr auto layer_multiply_adds = of_each_layer<std::int64_t>(
      []<int Index>() { return Layer<Index>::template multiply_adds<InputOf<Index>>(); });
  static constexpr std::int64_t multiply_adds = [] {
    std::int64_t sum = 0;
    for (const std::int64_t of_layer : layer_multiply_adds) sum += of_layer;
    return sum;
  }();
};

namespace detail {
template <class>
inline constexpr bool is_network = false;
template <class InputLayer, class... Layers>
inline constexpr bool is_network<Sequential<InputLayer, Layers...>> = true;
}  // namespace detail

template <class Net>
concept Network = detail::is_network<Net>;

}  // namespace cameo::inline CAMEO_ABI
