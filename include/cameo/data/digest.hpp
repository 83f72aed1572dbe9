// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/dataset.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// A number that tells data sets apart: of their size, of all labels and of up to 4096 values of the samples,
/// rows of 64 at random places.
inline std::uint64_t digest(const Dataset& data) {
  constexpr std::size_t rows = 64, row = 64;
  std::uint64_t key = random_bits(data.samples(), data.sample_size());
  for (const float label : data.labels) key = random_bits(key, std::bit_cast<std::uint32_t>(label));
  const auto add_some = [&](auto values, const auto& bits) {
    const bool all = values.size() <= rows * row;
    for (std::size_t r = 0; r < (all ? 1 : rows); ++r)
      for (const auto value : all ? values : values.subspan(random_bits(r, 0) % (values.size() - row), row))
        key = random_bits(key, bits(value));
  };
  add_some(data.bytes, [](std::uint8_t byte) { return byte; });
  add_some(data.values, [](float value) { return std::bit_cast<std::uint32_t>(value); });
  return key;
}

}  // namespace cameo::inline CAMEO_ABI::detail
