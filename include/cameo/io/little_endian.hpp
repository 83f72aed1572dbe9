// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "cameo/core/abi.hpp"

// Numbers in files have their lowest byte first, whatever the CPU's order.

namespace cameo::inline CAMEO_ABI {

/// An unsigned number of `bytes.size()` bytes, the lowest first.
constexpr std::uint64_t little_endian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

namespace detail {

/// An integer or float as its bytes lie in a file, or from there: the same bytes on most CPUs.
template <class Number>
constexpr Number in_file_order(Number number) {
  if constexpr (std::endian::native == std::endian::little) return number;
  auto bytes = std::bit_cast<std::array<std::byte, sizeof(Number)>>(number);
  std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<Number>(bytes);
}

/// The number whose bytes in a file begin at `bytes`, aligned or not.
template <class Number>
Number read_number(const std::byte* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof(Number));
  return in_file_order(number);
}

/// The numbers as a file holds them, in one piece or many: sink(std::span<const std::byte>).
template <class Number, class Sink>
void write_numbers(std::span<const Number> numbers, Sink&& sink) {
  if constexpr (std::endian::native == std::endian::little) {
    sink(std::as_bytes(numbers));
  } else {
    for (const Number number : numbers) {
      const Number swapped = in_file_order(number);
      sink(std::as_bytes(std::span(&swapped, 1)));
    }
  }
}

}  // namespace detail
}  // namespace cameo::inline CAMEO_ABI
