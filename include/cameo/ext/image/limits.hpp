// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Pictures with more pixels are refused before memory is taken for them: 300 MB in colour.
inline constexpr std::uint64_t max_picture_pixels = 100'000'000;

namespace detail {

/// "'name': what is wrong with it"; of a long path the end.
template <class... Parts>
Error picture_error(std::string_view name, const Parts&... parts) {
  constexpr std::size_t longest = 160;
  const bool cut = name.size() > longest;
  return Error("'", cut ? "..." : "", cut ? name.substr(name.size() - longest) : name, "': ", parts...);
}

/// `shortest`: no fewer bytes can hold such a picture. A short file cannot ask for much memory that way.
inline Error check_picture_size(std::string_view name, std::uint64_t height, std::uint64_t width,
                                std::uint64_t shortest, std::size_t found) {
  if (height == 0 || width == 0 || height > max_picture_pixels || width > max_picture_pixels ||
      height * width > max_picture_pixels)
    return picture_error(name, "a picture has 1 to ", max_picture_pixels / 1'000'000,
                         " million pixels, but this one says it is ", width, " wide and ", height, " high");
  if (found < shortest)
    return picture_error(name, "the file ends too early: ", width, "x", height, " pixels need at least ",
                         shortest, " bytes, but there are ", found);
  return {};
}

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
