// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "cameo/core/result.hpp"
#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

/// Called with the bytes of memory that a picture takes while it is decoded, before they are taken: may wait.
using TakeMemory = std::function<void(std::uint64_t bytes)>;

namespace detail {

/// "'name': what is wrong with it"; of a long path the end.
template <class... Parts>
Error picture_error(std::string_view name, const Parts&... parts) {
  const std::string_view tail = tail_of(name);
  return Error("'", tail.size() < name.size() ? "..." : "", tail, "': ", parts...);
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
