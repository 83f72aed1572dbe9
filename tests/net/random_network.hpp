// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/cameo.hpp"

// Networks that a seed draws, as types: layers, residual blocks, branches in branches, on images that keep
// their size.
namespace cameo_test {

using namespace cameo;

template <class Items, class... More>
struct Extended;
template <class... Items, class... More>
struct Extended<Branch<Items...>, More...> {
  using type = Branch<Items..., More...>;
};

template <std::uint64_t Seed, int Items, int Depth, class Done = Branch<>>
struct RandomItems;

/// One to three items for a branch.
template <std::uint64_t Seed, int Depth>
using RandomBranch = typename RandomItems<random_bits(Seed, 1),
                                          static_cast<int>(1 + random_bits(Seed, 2) % 3), Depth - 1>::type;

/// The item that a draw below 12 chooses, on images of C channels; without branches from depth 0 on.
template <std::uint64_t Seed, int Depth, int Choice>
struct RandomItem {
  static constexpr int channels = 4;
  using type = Conv2D<channels, 3, Conv{.padding = Same}>;
};
template <std::uint64_t Seed, int Depth>
struct RandomItem<Seed, Depth, 1> {
  using type = Conv2D<4, 1>;
};
template <std::uint64_t Seed, int Depth>
struct RandomItem<Seed, Depth, 2> {
  using type = BatchNormalization<>;
};
template <std::uint64_t Seed, int Depth>
struct RandomItem<Seed, Depth, 3> {
  using type = Tanh;
};
template <std::uint64_t Seed, int Depth>
struct RandomItem<Seed, Depth, 4> {
  using type = ReLU;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 5> {
  using type = Add<Branch<>, RandomBranch<Seed, Depth>>;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 6> {
  using type = Add<RandomBranch<Seed, Depth>, RandomBranch<Seed + 1, Depth>, Branch<>>;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 7> {
  using type = Add<Branch<Concatenate<RandomBranch<Seed, Depth>, Branch<Tanh>>, Conv2D<4, 1>>, Branch<>>;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 8> {
  using type = Multiply<Branch<>, Branch<GlobalAveragePooling2D, Dense<4>, Sigmoid>>;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 9> {
  using type = Multiply<Branch<Sigmoid>, RandomBranch<Seed, Depth>>;
};
template <std::uint64_t Seed, int Depth>
requires(Depth > 0) struct RandomItem<Seed, Depth, 10> {
  using type = Add<Branch<>, Branch<>>;
};

template <std::uint64_t Seed, int Items, int Depth, class Done>
struct RandomItems {
  static constexpr std::uint64_t draw = random_bits(Seed, Items);
  using Item = typename RandomItem<draw, Depth, static_cast<int>(draw >> 32) % 12>::type;
  using type = typename RandomItems<Seed, Items - 1, Depth, typename Extended<Done, Item>::type>::type;
};
template <std::uint64_t Seed, int Depth, class Done>
struct RandomItems<Seed, 0, Depth, Done> {
  using type = Done;
};

template <class Body>
struct WithEnds;
template <class... Items>
struct WithEnds<Branch<Items...>> {
  using type = Sequential<Input<6, 5, 3>, Conv2D<4, 3, Conv{.padding = Same}>, Items..., Flatten, Dense<3>>;
};

/// 4 to 19 items between a first convolution and Dense<3>, up to 3 branches deep.
template <std::uint64_t Seed>
using RandomNetwork = typename WithEnds<
    typename RandomItems<random_bits(Seed, 0), static_cast<int>(4 + Seed % 16), 3>::type>::type;

}  // namespace cameo_test
