// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// A number as a template argument: Dropout<0.5f>, or LeakyReLU<0>. A float would do by the C++20 standard,
/// but clang takes one from version 18 on, and Apple's clang later still; its bits are welcome everywhere.
struct FloatConstant {
  std::uint32_t bits;

  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  constexpr FloatConstant(Number number)  // NOLINT: a number is meant
      : bits(std::bit_cast<std::uint32_t>(static_cast<float>(number))) {}

  constexpr operator float() const { return std::bit_cast<float>(bits); }  // NOLINT: it is a number
};

}  // namespace cameo::inline CAMEO_ABI
