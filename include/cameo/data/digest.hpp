// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/dataset.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// A number that tells data sets apart: of their size, and of up to 4096 labels, weights and values of the
/// samples, rows of 64 at random places. It costs the same for any number of samples.
inline std::uint64_t digest(const Dataset& data) {
  constexpr std::size_t rows = 64, row = 64;
  std::uint64_t key = random_bits(data.samples(), data.sample_size());
  const auto add_some = [&](auto values, const auto& bits) {
    const bool all = values.size() <= rows * row;
    for (std::size_t r = 0; r < (all ? 1 : rows); ++r)
      for (const auto value : all ? values : values.subspan(random_bits(r, 0) % (values.size() - row), row))
        key = random_bits(key, bits(value));
  };
  const auto bits_of_float = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  add_some(data.labels, bits_of_float);
  add_some(data.weights, bits_of_float);
  add_some(data.values, bits_of_float);
  add_some(data.bytes, [](std::uint8_t byte) { return byte; });
  return key;
}

}  // namespace cameo::inline CAMEO_ABI::detail
