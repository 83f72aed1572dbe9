// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/plan/conv_block.hpp"
#include "cameo/plan/dense_block.hpp"
#include "cameo/plan/layer_stage.hpp"

namespace cameo::inline CAMEO_ABI {

/// A stage, the first layer that it covers, and where its parameters begin.
template <class StageType, int FirstLayer, std::size_t ParameterOffset>
struct PlacedStage {
  using Stage = StageType;
  static constexpr int first_layer = FirstLayer;
  static constexpr std::size_t parameter_offset = ParameterOffset;
};

template <class... Placed>
struct StageList {
  static constexpr int size = sizeof...(Placed);
};

namespace detail {

/// The stage of the longest run of layers at the head of the list that one stage can compute.
template <class In, class... Layers>
struct Head;

template <class In, class L, class... Rest>
struct Head<In, L, Rest...> {
  using Stage = LayerStage<In, L>;
};

template <class In, int F, int W, Conv O, class... Rest>
struct Head<In, Conv2D<F, W, O>, Rest...> {
  using Stage = ConvBlock<In, Conv2D<F, W, O>, false, 1>;
};

template <class In, int F, int W, Conv O, class... Rest>
struct Head<In, Conv2D<F, W, O>, ReLU, Rest...> {
  using Stage = ConvBlock<In, Conv2D<F, W, O>, true, 1>;
};

template <class In, int F, int W, Conv O, int Pool, class... Rest>
requires(Pool == 2 || Pool == 3) struct Head<In, Conv2D<F, W, O>, MaxPooling2D<Pool, Pool>, Rest...> {
  using Stage = ConvBlock<In, Conv2D<F, W, O>, false, Pool>;
};

template <class In, int F, int W, Conv O, int Pool, class... Rest>
requires(Pool == 2 || Pool == 3) struct Head<In, Conv2D<F, W, O>, ReLU, MaxPooling2D<Pool, Pool>, Rest...> {
  using Stage = ConvBlock<In, Conv2D<F, W, O>, true, Pool>;
};

template <class In, int Units, Initializer I, class... Rest>
struct Head<In, Dense<Units, I>, Rest...> {
  using Stage = DenseBlock<In, Dense<Units, I>, false>;
};

template <class In, int Units, Initializer I, class... Rest>
struct Head<In, Dense<Units, I>, ReLU, Rest...> {
  using Stage = DenseBlock<In, Dense<Units, I>, true>;
};

/// A stage with its kernel stored as `Stored`, if it can be.
template <class StageType, class Stored>
struct StoreAs {
  using Stage = StageType;
};
template <class In, class L, bool Relu, class Stored>
struct StoreAs<DenseBlock<In, L, Relu>, Stored> {
  using Stage = DenseBlock<In, L, Relu, Stored>;
};

/// The stages from layer `Index` on.
template <class Net, class Stored, int Index, std::size_t Offset, class Done>
struct LowerFrom;

/// Stage at `Index`, chosen among all layers from there on.
template <class Net, int Index, class Rest = std::make_integer_sequence<int, Net::layers - Index>>
struct HeadAt;
template <class Net, int Index, int... Next>
struct HeadAt<Net, Index, std::integer_sequence<int, Next...>>
    : Head<typename Net::template InputOf<Index>, typename Net::template Layer<Index + Next>...> {};
template <class Net, class Stored, int Index>
using StageAt = typename StoreAs<typename HeadAt<Net, Index>::Stage, Stored>::Stage;

template <class Net, class Stored, int Index, std::size_t Offset, class... Done>
requires(Index == Net::layers) struct LowerFrom<Net, Stored, Index, Offset, StageList<Done...>> {
  using Stages = StageList<Done...>;
};

template <class Net, class Stored, int Index, std::size_t Offset, class... Done>
requires(Index < Net::layers &&
         std::same_as<typename Net::template Layer<Index>,
                      Flatten>) struct LowerFrom<Net, Stored, Index, Offset, StageList<Done...>>
    : LowerFrom<Net, Stored, Index + 1, Offset, StageList<Done...>> {
};  // the values do not move

template <class Net, class Stored, int Index, std::size_t Offset, class... Done>
requires(Index < Net::layers &&
         !std::same_as<typename Net::template Layer<Index>,
                       Flatten>) struct LowerFrom<Net, Stored, Index, Offset, StageList<Done...>>
    : LowerFrom<Net, Stored, Index + StageAt<Net, Stored, Index>::layers,
                Offset + StageAt<Net, Stored, Index>::parameters,
                StageList<Done..., PlacedStage<StageAt<Net, Stored, Index>, Index, Offset>>> {
};

}  // namespace detail

/// The network as stages: at each layer, the longest run that one fused stage computes.
template <class Net, class Stored = Weights::float32>
using Lowered = typename detail::LowerFrom<Net, Stored, 0, 0, StageList<>>::Stages;

}  // namespace cameo::inline CAMEO_ABI
