// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// The last 120 bytes of a path or a name: what fits into a sentence beside the rest.
constexpr std::string_view tail_of(std::string_view name) {
  std::size_t first = name.size() > 120 ? name.size() - 120 : 0;
  while (first > 0 && first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0) == 0x80)
    ++first;  // not from the middle of a UTF-8 character
  name.remove_prefix(first);
  return name;
}

}  // namespace cameo::inline CAMEO_ABI
