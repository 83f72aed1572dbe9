// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// How many of a file's first bytes image_kind looks at.
inline constexpr std::size_t image_kind_bytes = 12;

/// What a picture's first bytes say it is: "JPEG", "PNG", "BMP" and "PNM" are read here, other names are not;
/// empty when they are those of no picture.
constexpr std::string_view image_kind(std::span<const std::uint8_t> bytes) {
  const auto has = [bytes](std::string_view magic, std::size_t at = 0) {
    return bytes.size() >= at + magic.size() &&
           std::equal(magic.begin(), magic.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  };
  using namespace std::string_view_literals;
  if (has("\xFF\xD8\xFF")) return "JPEG";
  if (has("\x89PNG\r\n\x1A\n")) return "PNG";
  if (has("BM")) return "BMP";
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6') return "PNM";
  if (has("GIF8")) return "GIF";
  if (has("RIFF") && has("WEBP", 8)) return "WebP";
  if (has("II*\0"sv) || has("MM\0*"sv) || has("II+\0"sv) || has("MM\0+"sv)) return "TIFF";
  if (has("ftypavif", 4)) return "AVIF";
  if (has("ftypheic", 4) || has("ftypheix", 4) || has("ftypmif1", 4) || has("ftyphevc", 4)) return "HEIC";
  if (has("\xFF\x0A") || has("\0\0\0\x0CJXL "sv)) return "JPEG XL";
  if (has("\0\0\0\x0CjP  "sv) || has("\xFF\x4F\xFF\x51")) return "JPEG 2000";
  if (has("8BPS")) return "PSD";
  if (has("\0\0\1\0"sv)) return "ICO";
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
