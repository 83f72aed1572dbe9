// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "cameo/net/branch.hpp"

// Sequential's tree of layers and branches becomes a list of nodes in running order. Plain packs do this: a
// list is joined and indexed once for a whole network, where Hana's tuples take 6 (gcc) to 14 times (clang)
// as long for 469 layers; Hana computes the shapes where branches meet (layers/join.hpp).

namespace cameo::inline CAMEO_ABI::detail {

/// A layer, how many branches it stands in, and the nodes that it reads; -1 is the network's input.
template <class LayerType, int Depth, int... Sources>
struct Node {};

template <class... Nodes>
struct NodeList {
  static constexpr int size = sizeof...(Nodes);
};

/// Lists one after another, some at a time.
template <class... Lists>
struct JoinLists;
template <class... First>
struct JoinLists<NodeList<First...>> {
  using type = NodeList<First...>;
};
template <class... First, class... Second>
struct JoinLists<NodeList<First...>, NodeList<Second...>> {
  using type = NodeList<First..., Second...>;
};
template <class... First, class... Second, class... Third, class... Fourth, class... Rest>
struct JoinLists<NodeList<First...>, NodeList<Second...>, NodeList<Third...>, NodeList<Fourth...>, Rest...>
    : JoinLists<NodeList<First..., Second..., Third..., Fourth...>, Rest...> {};
template <class... First, class... Second, class... Third>
struct JoinLists<NodeList<First...>, NodeList<Second...>, NodeList<Third...>> {
  using type = NodeList<First..., Second..., Third...>;
};

/// Nodes that an item of Sequential or Branch becomes.
template <class Item>
inline constexpr int node_count = 1;
template <class... Items>
inline constexpr int node_count<Branch<Items...>> = (0 + ... + node_count<Items>);
template <class Join, class... Branches>
inline constexpr int node_count<Fork<Join, Branches...>> = 1 + (0 + ... + node_count<Branches>);

/// The first node of each of some items, from 0, and one past the last node of all.
template <class... Items>
inline constexpr auto first_nodes = [] {
  constexpr std::array<int, sizeof...(Items) + 1> counts{node_count<Items>...};
  std::array<int, sizeof...(Items) + 1> first{};
  for (std::size_t i = 1; i < first.size(); ++i) first[i] = first[i - 1] + counts[i - 1];
  return first;
}();

/// The nodes of an item whose first node is number `First` and which reads node `In`.
template <class Item, int First, int In, int Depth>
struct Flat {
  using type = NodeList<Node<Item, Depth, In>>;
};

/// An item reads the last node before it; Branch<> is no node.
template <class Indices, int First, int In, int Depth, class... Items>
struct FlatChain;
template <int... Index, int First, int In, int Depth, class... Items>
struct FlatChain<std::integer_sequence<int, Index...>, First, In, Depth, Items...> {
  static constexpr int before(int item) {
    const int nodes = first_nodes<Items...>[static_cast<std::size_t>(item)];
    return nodes == 0 ? In : First + nodes - 1;
  }
  using type = typename JoinLists<NodeList<>, typename Flat<Items, First + first_nodes<Items...>[Index],
                                                            before(Index), Depth>::type...>::type;
};
template <class... Items, int First, int In, int Depth>
struct Flat<Branch<Items...>, First, In, Depth>
    : FlatChain<std::make_integer_sequence<int, sizeof...(Items)>, First, In, Depth, Items...> {};

/// Each branch reads `In`; the join reads the last node of each.
template <class Indices, int First, int In, int Depth, class Join, class... Branches>
struct FlatFork;
template <int... Index, int First, int In, int Depth, class Join, class... Branches>
struct FlatFork<std::integer_sequence<int, Index...>, First, In, Depth, Join, Branches...> {
  using type = typename JoinLists<
      typename Flat<Branches, First + first_nodes<Branches...>[Index], In, Depth + 1>::type...,
      NodeList<Node<Join, Depth,
                    (node_count<Branches> == 0 ? In : First + first_nodes<Branches...>[Index + 1] - 1)...>>>::
      type;
};
template <class>
inline constexpr bool is_branch = false;
template <class... Items>
inline constexpr bool is_branch<Branch<Items...>> = true;

template <class Join, class... Branches, int First, int In, int Depth>
struct Flat<Fork<Join, Branches...>, First, In, Depth>
    : FlatFork<std::make_integer_sequence<int, sizeof...(Branches)>, First, In, Depth, Join, Branches...> {
  static_assert(
      (is_branch<Branches> && ...),
      "Add, Multiply, Concatenate: write each argument as Branch<layers...>; Branch<> is the identity");
  static_assert(sizeof...(Branches) >= 2, "Add, Multiply, Concatenate: a join has at least two branches");
  static_assert(sizeof...(Branches) <= max_branches,
                "Add, Multiply, Concatenate: a join has at most 8 branches; nest them");
};

/// A type by its index, without recursion.
template <int Index, class Value>
struct Indexed {
  using type = Value;
};
template <class Indices, class... Value>
struct IndexedTypes;
template <int... Index, class... Value>
struct IndexedTypes<std::integer_sequence<int, Index...>, Value...> : Indexed<Index, Value>... {};
template <int Index, class Value>
Indexed<Index, Value> type_at(const Indexed<Index, Value>*);

template <class... Value>
struct TypeTable {
  using Table = IndexedTypes<std::make_integer_sequence<int, sizeof...(Value)>, Value...>;
  template <int Index>
  using At = typename decltype(type_at<Index>(static_cast<const Table*>(nullptr)))::type;
};

/// The nodes that a node reads.
struct Sources {
  std::array<int, max_branches> nodes{};
  int count = 0;

  constexpr const int* begin() const { return nodes.data(); }
  constexpr const int* end() const { return nodes.data() + count; }
};

}  // namespace cameo::inline CAMEO_ABI::detail
