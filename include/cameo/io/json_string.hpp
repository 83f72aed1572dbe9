// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cameo/core/abi.hpp"

// What stands between the quotes of a JSON string (RFC 8259, section 7).

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// The length of the UTF-8 character that begins `text`; 0 when none does (RFC 3629, section 4).
constexpr std::size_t utf8_length(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0), second = byte(1);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  const bool surrogate = first == 0xED && second >= 0xA0, past_the_last = first == 0xF4 && second >= 0x90;
  const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  if (surrogate || past_the_last || too_long || !follows(2)) return 0;
  if (first < 0xF0) return 3;
  return follows(3) ? 4 : 0;
}

/// Four hexadecimal digits.
constexpr std::optional<std::uint32_t> hex4(std::string_view text) {
  std::uint32_t value = 0;
  if (text.size() < 4) return std::nullopt;
  for (std::size_t i = 0; i < 4; ++i) {
    const char c = text[i], letter = static_cast<char>(c | 0x20);
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (letter < 'a' || letter > 'f')) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(digit ? c - '0' : letter - 'a' + 10);
  }
  return value;
}

/// Writes a code point as UTF-8; returns the place behind it.
constexpr char* put_utf8(std::uint32_t code, char* out) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else {
    if (code < 0x10000) {
      put(0xE0 | code >> 12);
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
    }
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}

}  // namespace detail

/// The text with escapes where JSON wants them, in pieces: sink(std::string_view). JSON is UTF-8: a byte that
/// is part of no UTF-8 character becomes U+FFFD, the replacement character.
template <class Sink>
constexpr void write_json_string(std::string_view text, Sink&& sink) {
  while (!text.empty()) {
    const std::size_t length = detail::utf8_length(text);
    const auto c = static_cast<unsigned char>(text.front());
    if (length == 0) {
      sink("\xEF\xBF\xBD");
    } else if (c < 0x20) {
      constexpr std::string_view digits = "0123456789abcdef";
      const std::array<char, 6> escape{'\\', 'u', '0', '0', digits[c / 16], digits[c % 16]};
      sink(std::string_view(escape.data(), escape.size()));
    } else {
      if (c == '"' || c == '\\') sink("\\");
      sink(std::string_view(text.data(), length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

/// The text without escapes; returns its length, at most that of `escaped`. Requires as much room at `out`.
/// Nothing when an escape is none of JSON's or half of a surrogate pair.
constexpr std::optional<std::size_t> read_json_string(std::string_view escaped, char* out) {
  constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  const char* const begin = out;
  while (!escaped.empty()) {
    const char c = escaped.front();
    escaped.remove_prefix(1);
    if (c != '\\') {
      *out++ = c;
      continue;
    }
    const char letter = escaped.empty() ? '\0' : escaped.front();
    if (escaped.empty()) return std::nullopt;
    escaped.remove_prefix(1);
    if (const std::size_t known = letters.find(letter); known != letters.npos) {
      *out++ = meanings[known];
      continue;
    }
    const auto unit = detail::hex4(escaped);
    if (letter != 'u' || !unit) return std::nullopt;
    escaped.remove_prefix(4);
    std::uint32_t code = *unit;
    if (code >= 0xD800 && code < 0xE000) {  // UTF-16: the higher half of a pair, then the lower one
      if (code >= 0xDC00 || !escaped.starts_with("\\u")) return std::nullopt;
      escaped.remove_prefix(2);
      const auto low = detail::hex4(escaped);
      if (!low || *low < 0xDC00 || *low >= 0xE000) return std::nullopt;
      escaped.remove_prefix(4);
      code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
    }
    out = detail::put_utf8(code, out);
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace cameo::inline CAMEO_ABI
