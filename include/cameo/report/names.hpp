// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// A type's name without namespaces and arguments: "Conv2D".
template <class Type>
constexpr std::string_view type_name() {
  std::string_view text =
      __PRETTY_FUNCTION__;  // "... [with Type = cameo::v0::Conv2D<32, 3>; ..." or "[Type = "
  text.remove_prefix(text.find("Type = ") + 7);
  text = text.substr(0, text.find_first_of("<;]"));
  const std::size_t scope = text.rfind("::");
  return scope == text.npos ? text : text.substr(scope + 2);
}

/// 1625281 -> "1,625,281"
inline std::string grouped(std::int64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t i = text.size(); i > (number < 0 ? 4u : 3u);) text.insert(i -= 3, 1, ',');
  return text;
}

/// 6501124 -> "6.20 MiB"
inline std::string mebibytes(std::size_t bytes) {
  return fmt::format("{:.2f} MiB", static_cast<double>(bytes) / (1 << 20));
}

}  // namespace cameo::inline CAMEO_ABI
