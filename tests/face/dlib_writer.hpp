// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cameo/io/little_endian.hpp"

namespace dlib_writer {

/// Writes as dlib's serialize() does.
struct Writer {
  std::vector<std::byte> bytes;

  void byte(int value) { bytes.push_back(static_cast<std::byte>(value)); }
  void integer(std::int64_t value) {
    std::uint64_t magnitude = static_cast<std::uint64_t>(value < 0 ? -value : value);
    const int size = std::max(1, (static_cast<int>(std::bit_width(magnitude)) + 7) / 8);
    byte(size | (value < 0 ? 0x80 : 0));
    for (int i = 0; i < size; ++i, magnitude >>= 8) byte(static_cast<int>(magnitude & 0xFF));
  }
  void integers(std::initializer_list<std::int64_t> values) {
    for (const std::int64_t value : values) integer(value);
  }
  void real(double value) {
    int exponent = 0;
    const double mantissa = std::frexp(value, &exponent);
    integer(static_cast<std::int64_t>(std::ldexp(mantissa, 53)));
    integer(exponent - 53);
  }
  void text(std::string_view characters) {
    integer(static_cast<std::int64_t>(characters.size()));
    for (const char character : characters) byte(character);
  }
  void tensor(const std::vector<float>& values) {
    integers({2, static_cast<std::int64_t>(values.size()), 1, 1, 1});
    cameo::detail::write_numbers(std::span<const float>(values), [&](std::span<const std::byte> piece) {
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    });
  }
  void alias() { integers({1, 1, 1, 1, 1}); }

  /// What stands behind each layer.
  void training() {
    for (const char flag : {'1', '1', '0'}) byte(flag);
    for (int i = 0; i < 3; ++i) tensor({});
  }
  void pooling(std::string_view kind, int window, int stride) {
    text(kind);
    integers({window, window, stride, stride, 0, 0});
    training();
  }
  /// A convolution with its scale and shift.
  void conv(bool first, int filters, int window, int stride, int padding, const std::vector<float>& weights,
            const std::vector<float>& scale_and_shift) {
    text("con_4");
    tensor(weights);
    integers({filters, window, window, stride, stride, padding, padding});
    alias();
    alias();
    for (const double rate : {1, 1, 1, 0}) real(rate);
    training();
    if (first) integer(1);
    text("affine_");
    tensor(scale_and_shift);
    alias();
    alias();
    integer(0);
    training();
  }
};

}  // namespace dlib_writer
