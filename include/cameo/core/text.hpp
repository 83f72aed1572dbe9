// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// A sentence of at most 319 characters in place: no allocation, no iostream. What does not fit is cut. An
/// empty one costs two stores.
class Text {
 public:
  constexpr Text() {
    if (std::is_constant_evaluated()) characters_.fill('\0');  // a constant has no indeterminate bytes
    characters_[0] = '\0';
  }
  constexpr Text(const Text& other) : Text() { append(other.view()); }
  constexpr Text& operator=(const Text& other) {
    if (this == &other) return *this;
    size_ = 0;
    append(other.view());
    return *this;
  }

  template <class... Parts>
  explicit constexpr Text(const Parts&... parts) : Text() {
    (append(parts), ...);
  }

  constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr const char* c_str() const { return characters_.data(); }
  constexpr bool empty() const { return size_ == 0; }

  constexpr void append(std::string_view part) {
    for (char character : part)
      if (size_ + 1 < characters_.size()) characters_[size_++] = character;
    characters_[size_] = '\0';
  }

  template <std::integral Integer>
  requires(!std::same_as<Integer, char>) constexpr void append(Integer number) {
    std::array<char, 24> digits{};
    std::size_t first = digits.size();
    const bool negative = number < 0;
    do {
      const int digit = static_cast<int>(number % 10);
      digits[--first] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
      number = static_cast<Integer>(number / 10);
    } while (number != 0);
    if (negative) digits[--first] = '-';
    append(std::string_view(digits.data() + first, digits.size() - first));
  }

  constexpr void append(const Text& other) { append(other.view()); }

 private:
  std::array<char, 320> characters_;
  std::size_t size_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
