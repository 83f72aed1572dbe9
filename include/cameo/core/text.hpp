// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// A byte of a UTF-8 character that is not its first.
constexpr bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace detail

/// A sentence of at most 319 characters in place: no allocation, no iostream. What does not fit is cut, and
/// then it ends with "...". An empty one costs two stores.
class Text {
 public:
  constexpr Text() {
    if (std::is_constant_evaluated()) characters_.fill('\0');  // a constant has no indeterminate bytes
    characters_[0] = '\0';
  }
  constexpr Text(const Text& other) : Text() { *this = other; }
  constexpr Text& operator=(const Text& other) {
    if (this == &other) return *this;
    size_ = 0;
    cut_ = false;
    append(other.view());
    cut_ = other.cut_;
    return *this;
  }

  template <class... Parts>
  explicit constexpr Text(const Parts&... parts) : Text() {
    (append(parts), ...);
  }

  constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr const char* c_str() const { return characters_.data(); }
  constexpr bool empty() const { return size_ == 0; }

  /// Out of line and small, as all that only an error calls: else a third of a training file's code were
  /// sentences.
  [[gnu::cold, gnu::noinline]] constexpr void append(std::string_view part) {
    for (char character : part) {
      if (cut_) return;
      if (size_ + 1 == characters_.size()) return cut();
      characters_[size_++] = character;
    }
    characters_[size_] = '\0';
  }

  template <std::integral Integer>
  requires(!std::same_as<Integer, char>) constexpr void append(Integer number) {
    const auto bits = static_cast<std::uint64_t>(number);
    append_number(number < 0, number < 0 ? 0 - bits : bits);
  }

  constexpr void append(const Text& other) { append(other.view()); }

 private:
  [[gnu::cold, gnu::noinline]] constexpr void append_number(bool negative, std::uint64_t size) {
    std::array<char, 24> digits{};
    std::size_t first = digits.size();
    do {
      digits[--first] = static_cast<char>('0' + size % 10);
      size /= 10;
    } while (size != 0);
    if (negative) digits[--first] = '-';
    append(std::string_view(digits.data() + first, digits.size() - first));
  }

  constexpr void cut() {
    size_ -= 3;
    while (detail::is_inside_character(characters_[size_])) --size_;
    append("...");
    cut_ = true;
  }

  std::array<char, 320> characters_;
  std::uint32_t size_ = 0;
  bool cut_ = false;
};

/// The last 120 bytes of a path or a name: what fits into a sentence beside the rest.
constexpr std::string_view tail_of(std::string_view name) {
  std::size_t first = name.size() > 120 ? name.size() - 120 : 0;
  while (first > 0 && first < name.size() && detail::is_inside_character(name[first])) ++first;
  name.remove_prefix(first);
  return name;
}

}  // namespace cameo::inline CAMEO_ABI
