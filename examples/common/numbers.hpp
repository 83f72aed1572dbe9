// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <CLI/Error.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace examples {

/// The numbers that an option takes.
template <class Number>
struct Range {
  Number low, high;
  bool above_low = false;  ///< `low` itself is not taken

  /// False for NaN.
  bool holds(Number number) const { return (above_low ? number > low : number >= low) && number <= high; }
  std::string text() const {
    return above_low ? fmt::format("above {} and up to {}", low, high)
                     : fmt::format("from {} to {}", low, high);
  }
};

/// All of a text, such as of a file; nothing where it is no such number.
template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto end = text.data() + text.size();
  const auto [rest, reason] = std::from_chars(text.data(), end, number);
  return reason == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

/// Decimal, with a point before the fraction, all of the text. An error of the command line tells the range.
template <class Number>
Number parse_number(std::string_view option, std::string_view text, Range<Number> range) {
  Number number{};
  const auto end = text.data() + text.size();
  const auto [rest, reason] = std::from_chars(text.data() + text.starts_with('+'), end, number);
  if (reason == std::errc() && rest == end && range.holds(number)) return number;
  constexpr bool is_whole = std::is_integral_v<Number>;
  const bool comma = !is_whole && text.find(',') != text.npos;
  throw CLI::ValidationError(fmt::format("{} is '{}', but a {} is needed{}", option, text,
                                         (is_whole ? "whole number " : "number ") + range.text(),
                                         comma ? ", with a point and no comma" : ""));
}

}  // namespace examples
