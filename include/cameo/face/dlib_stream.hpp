// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/result.hpp"
#include "cameo/io/little_endian.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// Reads what dlib's serialize() writes, one value after another. After the first mistake every value is zero
/// and every list is empty; error() says what it was.
class DlibStream {
 public:
  DlibStream(std::span<const std::byte> bytes, std::string_view where)
      : rest_(bytes), bytes_(bytes.size()), where_(where) {}

  /// A byte of size, whose highest bit is the sign, and so many bytes, the lowest first.
  std::int64_t integer() {
    constexpr std::size_t longest = sizeof(std::uint64_t);
    if (rest_.size() <= longest) return last_integer();
    const auto size = std::to_integer<std::size_t>(rest_[0] & std::byte{0x0F});
    if (size < 1 || size > longest) return expected("an integer of 1 to 8 bytes"), 0;
    const auto bits =
        read_number<std::uint64_t>(rest_.data() + 1) & ~std::uint64_t{0} >> 8 * (longest - size);
    const bool negative = (rest_[0] & std::byte{0x80}) != std::byte{0};
    rest_ = rest_.subspan(1 + size);
    return with_sign(bits, negative);
  }

  void expect(std::int64_t value, std::string_view what) {
    const std::int64_t found = integer();
    if (error_ || found == value) return;
    error_ = Error(tail_of(where_), ": ", what, " is ", found, " in the file, but ", value, " is expected");
    rest_ = {};
  }

  /// mantissa * 2^exponent
  double real() {
    const auto mantissa = static_cast<double>(integer());
    const std::int64_t exponent = integer();
    if (exponent < -2000 || exponent > 2000) return expected("a finite number"), 0;
    if (exponent < -1000 || exponent > 900) return std::ldexp(mantissa, static_cast<int>(exponent));
    return mantissa *
           std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);  // the same, at once
  }

  void boolean() {
    const auto digit = take(1);
    if (!digit.empty() && digit[0] != std::byte{'0'} && digit[0] != std::byte{'1'}) expected("0 or 1");
  }

  std::string_view text() {
    constexpr std::int64_t longest = 64;
    const std::int64_t size = integer();
    if (size < 0 || size > longest) return expected("a name of at most 64 characters"), std::string_view();
    const auto characters = take(static_cast<std::size_t>(size));
    return {reinterpret_cast<const char*>(characters.data()), characters.size()};
  }

  /// A tensor's values, float32.
  std::span<const std::byte> tensor() {
    expect(2, "the version of a tensor");
    std::size_t size = sizeof(float);
    for (int axis = 0; axis < 4; ++axis) {
      const std::int64_t length = integer();
      const auto factor = static_cast<std::size_t>(length);
      if (length < 0 || (factor > 0 && size > rest_.size() / factor)) return cut_off(), rest_;
      size *= factor;
    }
    return take(size);
  }

  /// The place of a tensor's values within another one.
  void alias() {
    expect(1, "the version of a tensor's place");
    for (int axis = 0; axis < 4; ++axis) integer();
  }

  bool at_end() const { return rest_.empty(); }
  std::size_t bytes_left() const { return rest_.size(); }
  const Error& error() const { return error_; }

  /// What is here is not what should be.
  void expected(std::string_view what) {
    if (!error_)
      error_ = Error(tail_of(where_), ": before byte ", bytes_ - rest_.size(), ": expected ", what);
    rest_ = {};
  }

 private:
  static std::int64_t with_sign(std::uint64_t bits, bool negative) {
    const auto magnitude = static_cast<std::int64_t>(bits & ~(std::uint64_t{1} << 63));
    return negative ? -magnitude : magnitude;
  }

  /// One behind which fewer than 8 bytes may stand.
  std::int64_t last_integer() {
    const auto head = take(1);
    if (head.empty()) return 0;
    const auto size = std::to_integer<std::size_t>(head[0] & std::byte{0x0F});
    if (size < 1 || size > sizeof(std::uint64_t)) return expected("an integer of 1 to 8 bytes"), 0;
    return with_sign(little_endian(take(size)), (head[0] & std::byte{0x80}) != std::byte{0});
  }

  void cut_off() {
    if (!error_) error_ = Error(tail_of(where_), ": ends too early, after ", bytes_, " bytes");
    rest_ = {};
  }

  std::span<const std::byte> take(std::size_t size) {
    if (size > rest_.size()) cut_off();
    if (error_) return {};
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::span<const std::byte> rest_;
  std::size_t bytes_;
  std::string_view where_;
  Error error_;
};

}  // namespace cameo::inline CAMEO_ABI::detail
