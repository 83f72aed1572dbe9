// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include <array>

namespace recognize {

namespace {

/// Lowest byte first, on every machine.
std::array<std::uint8_t, 8> bytes_of(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(number);
    number >>= 8;
  }
  return bytes;
}

}  // namespace

std::string to_hex(View bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Fields& Fields::add(View field) {
  const auto length = bytes_of(field.size());
  bytes_.insert(bytes_.end(), length.begin(), length.end());
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  return *this;
}

Fields& Fields::add(std::int64_t number) { return add(View(bytes_of(static_cast<std::uint64_t>(number)))); }

}  // namespace recognize
