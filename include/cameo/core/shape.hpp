// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// The shape of one sample, without the batch: Shape<64, 64, 3> is an image (height, width, channels),
/// Shape<128> a vector, which reads as one pixel of 128 channels.
template <int... Sizes>
struct Shape {
  static_assert(sizeof...(Sizes) == 1 || sizeof...(Sizes) == 3);
  static constexpr int rank = sizeof...(Sizes);
  static constexpr std::array<int, sizeof...(Sizes)> sizes{Sizes...};
  static constexpr std::size_t size = (std::size_t{1} * ... * static_cast<std::size_t>(Sizes));
  static constexpr int height = rank == 3 ? sizes.front() : 1;
  static constexpr int width = rank == 3 ? sizes[sizes.size() / 2] : 1;
  static constexpr int channels = sizes.back();
};

/// Shape of a parameter or a tensor in a file, as a value of rank 0 to 4: a range of its sizes, whose product
/// is size().
struct TensorShape {
  std::array<int, 4> sizes{1, 1, 1, 1};
  int rank = 0;

  constexpr const int* begin() const { return sizes.data(); }
  constexpr const int* end() const { return sizes.data() + rank; }  ///< behind the last axis

  constexpr std::size_t size() const {
    std::size_t product = 1;
    for (const int axis : *this) product *= static_cast<std::size_t>(axis);
    return product;
  }
  constexpr bool operator==(const TensorShape&) const = default;
};

/// Every parameter tensor begins at a multiple of 16 floats: 64 bytes.
constexpr std::size_t padded_to_16(std::size_t floats) { return (floats + 15) / 16 * 16; }

/// Layer `Index` of the network is `Layer` and receives `Input`, a join of branches one input from each:
/// compilers print this type beside a shape mistake.
template <int Index, class LayerType, class InputShape, class... MoreInputs>
struct AtLayer {
  using Input = InputShape;
};

}  // namespace cameo::inline CAMEO_ABI
