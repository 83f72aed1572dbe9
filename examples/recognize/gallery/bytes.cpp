// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include <sodium.h>

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
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();  // its zero
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
