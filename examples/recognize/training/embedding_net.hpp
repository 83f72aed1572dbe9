// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/cameo.hpp>
#include <cameo/net/branch.hpp>

// The network that `recognize train` trains, as a type. It takes a while to compile: only
// embedding_network.cpp and train.cpp see it.

namespace recognize {

using namespace cameo;

namespace detail {

using Statistics = BatchNormalization<0.9f, 1e-5f>;

template <int Filters>
using Convolution = Conv2D<Filters, 3, Conv{.padding = Same, .bias = false}>;
template <int Filters>
using HalvingConvolution = Conv2D<Filters, 3, Conv{.stride = 2, .padding = Same, .bias = false}>;
template <int Filters>
using Block = Residual<Convolution<Filters>, Statistics, ReLU, Convolution<Filters>, Statistics>;

/// Layers behind the embedding are for training alone.
template <class... Behind>
using EmbeddingAnd =
    Sequential<Input<64, 64, 1>, PictureStandardization, HalvingConvolution<24>, Statistics, ReLU,
               HalvingConvolution<48>, Statistics, ReLU, Block<48>, ReLU, HalvingConvolution<96>, Statistics,
               ReLU, Block<96>, ReLU, HalvingConvolution<160>, Statistics, ReLU, Block<160>, ReLU, Flatten,
               Dropout<0.4f>, Dense<128, DenseOptions{.bias = false}>, Statistics, Behind...>;

}  // namespace detail

/// A gray picture -> 128 numbers, which point into nearly the same direction for two pictures of a person.
using EmbeddingNet = detail::EmbeddingAnd<>;
static_assert(EmbeddingNet::parameter_count <= 1'200'000);

/// As many people as a training tells apart, or fewer.
inline constexpr int most_people = 2048;

/// A gray picture -> a cosine for each person, and the embedding.
using TrainingNet = detail::EmbeddingAnd<Concatenate<Branch<CosineDense<most_people>>, Branch<>>>;

/// The embedding's part of what is trained: the same layers come first in both.
inline void take_embedding(const Parameters<TrainingNet>& from, Parameters<EmbeddingNet>& to) {
  static_assert(EmbeddingNet::parameter_count + most_people * EmbeddingNet::Output::size ==
                TrainingNet::parameter_count);
  std::copy_n(from.values.begin(), to.values.size(), to.values.begin());
}

}  // namespace recognize
