// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/join.hpp"

namespace cameo::inline CAMEO_ABI {

/// Layers in a row beside other branches, all of which read the same tensor. Branch<> is the identity.
template <class... Layers>
struct Branch {};

/// Branches side by side, whose outputs a join makes one; nested as one likes. It stands in Sequential, or in
/// a Branch, where a layer stands. Parameters are in the order of writing.
template <class Join, class... Branches>
struct Fork {};

/// y = the sum of the branches, all of one shape. https://keras.io/api/layers/merging_layers/add
template <class... Branches>
using Add = Fork<join::Add, Branches...>;

/// y = the product of the branches. One of shape (1, 1, C) or (C) is spread over the image of another.
/// https://keras.io/api/layers/merging_layers/multiply
template <class... Branches>
using Multiply = Fork<join::Multiply, Branches...>;

/// The channels of the branches one after another; images of one height and width, or vectors.
/// https://keras.io/api/layers/merging_layers/concatenate
template <class... Branches>
using Concatenate = Fork<join::Concatenate, Branches...>;

/// y = x + the layers' output, as in a residual network. (He et al.: CVPR 2016.)
template <class... Layers>
using Residual = Add<Branch<>, Branch<Layers...>>;

}  // namespace cameo::inline CAMEO_ABI
