// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/dataset.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// A number that tells data sets apart: of their size, of all labels and of up to 4096 values of the samples.
inline std::uint64_t digest(const Dataset& data) {
  std::uint64_t key = random_bits(data.samples(), data.sample_size());
  for (const float label : data.labels) key = random_bits(key, std::bit_cast<std::uint32_t>(label));
  const std::size_t count = data.bytes.size() + data.values.size(), step = count / 4096 + 1;
  for (std::size_t i = 0; i < count; i += step)
    key = random_bits(key, data.bytes.empty() ? std::bit_cast<std::uint32_t>(data.values[i]) : data.bytes[i]);
  return key;
}

}  // namespace cameo::inline CAMEO_ABI::detail
