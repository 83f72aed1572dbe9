// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Walks over the small text headers of binary files. Nothing is read past the end of the text, and nothing
/// is consumed by a member that fails.
class Scanner {
 public:
  explicit constexpr Scanner(std::string_view text) : text_(text) {}

  /// Where the next token begins, in bytes from the start of the text.
  constexpr std::size_t position() {
    while (position_ < text_.size() && is_space(text_[position_])) ++position_;
    return position_;
  }

  constexpr bool at_end() { return position() == text_.size(); }

  /// Consumes `expected` if it comes next.
  constexpr bool accept(std::string_view expected) {
    // Not substr, here and below: its check would bring the exceptions' code into an embedded program.
    std::string_view rest = text_;
    rest.remove_prefix(position());
    if (!rest.starts_with(expected)) return false;
    position_ += expected.size();
    return true;
  }

  /// A decimal number without sign, fraction, exponent or needless zeros, up to 2^64 - 1.
  constexpr std::optional<std::uint64_t> number() {
    const std::size_t first = position();
    std::size_t next = first;
    std::uint64_t value = 0;
    for (; next < text_.size() && is_digit(text_[next]); ++next) {
      const auto digit = static_cast<std::uint64_t>(text_[next] - '0');
      if (value > ((std::numeric_limits<std::uint64_t>::max)() - digit) / 10) return std::nullopt;
      value = 10 * value + digit;
    }
    if (next == first || (text_[first] == '0' && next - first > 1)) return std::nullopt;
    position_ = next;
    return value;
  }

  /// What stands between two `quote` characters, escapes (a backslash and one more character) left as they
  /// are. Control characters are refused.
  constexpr std::optional<std::string_view> quoted(char quote) {
    const std::size_t first = position();
    if (first == text_.size() || text_[first] != quote) return std::nullopt;
    for (std::size_t next = first + 1; next < text_.size(); ++next) {
      if (text_[next] == quote) {
        position_ = next + 1;
        return std::string_view(text_.data() + first + 1, next - first - 1);
      }
      if (text_[next] == '\\') ++next;
      if (next < text_.size() && static_cast<unsigned char>(text_[next]) < 0x20) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  static constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
