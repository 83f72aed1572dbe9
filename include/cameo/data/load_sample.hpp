// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cameo/core/result.hpp"
#include "cameo/data/augment.hpp"
#include "cameo/data/check_dataset.hpp"
#include "cameo/data/dataset.hpp"
#include "cameo/simd/samples-inl.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

inline void scale_center(const std::uint8_t* bytes, std::array<int, 3> stored, float scale,
                         std::array<int, 3> size, float* x) {
  const int top = (stored[0] - size[0]) / 2, left = (stored[1] - size[1]) / 2;
  const auto row = static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(size[2]);
  for (int y = 0; y < size[0]; ++y)
    HWY_NAMESPACE::scale_bytes(bytes + (std::ptrdiff_t{top + y} * stored[1] + left) * stored[2], row, scale,
                               x + static_cast<std::size_t>(y) * row);
}

}  // namespace detail

/// Writes sample `index` to x (size: height, width, channels) as the network sees it: bytes * scale, cut out
/// of the middle when stored larger; with the dataset's augmentation when `training` (see augment). Float
/// values are copied. `random_key` is another one each time that a sample is shown. Error: NaN or infinity in
/// float values. Requires check_dataset to have passed and index < data.samples(). Allocates nothing.
inline Error load_sample(const Dataset& data, std::size_t index, std::array<int, 3> size, bool training,
                         std::uint64_t random_key, float* x) {
  const std::size_t count = data.sample_size();
  if (!data.values.empty()) {
    if (HWY_NAMESPACE::copy_finite(data.values.data() + index * count, count, x)) return {};
    return Error("dataset: sample ", index, " has a value that is NaN or infinite; finite values are needed");
  }
  const std::uint8_t* bytes = data.bytes.data() + index * count;
  if (training && data.augmentation != Augmentation{})
    augment(data.augmentation, bytes, data.size, data.scale, size, random_key, x);
  else if (count == detail::volume(size))
    HWY_NAMESPACE::scale_bytes(bytes, count, data.scale, x);
  else
    detail::scale_center(bytes, data.size, data.scale, size, x);
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
