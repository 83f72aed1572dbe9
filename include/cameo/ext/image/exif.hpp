// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Unsigned numbers in a TIFF structure, in the order of bytes that its header names. A read outside gives 0.
struct TiffBytes {
  std::span<const std::uint8_t> bytes;
  bool big_endian;

  constexpr std::uint32_t read(std::size_t at, std::size_t size) const {
    if (at > bytes.size() || size > bytes.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = (value << 8) | bytes[at + (big_endian ? i : size - 1 - i)];
    return value;
  }
};

/// The bytes of a number of a TIFF type; 0 for bytes and text, which Pillow does not take for numbers.
constexpr std::size_t tiff_number_bytes(std::uint32_t type) {
  constexpr std::array<std::size_t, 17> bytes{0, 0, 0, 2, 4, 8, 1, 0, 2, 4, 8, 4, 8, 4, 0, 0, 8};
  return type < bytes.size() ? bytes[type] : 0;
}

/// The first value of a directory's entry, of whatever type of number, where it is a small whole number; else
/// 0.
constexpr std::uint32_t tiff_small_number(const TiffBytes& in, std::size_t entry) {
  const std::uint32_t type = in.read(entry + 2, 2), count = in.read(entry + 4, 4);
  const std::size_t bytes = tiff_number_bytes(type);
  if (bytes == 0 || count == 0) return 0;
  const std::size_t at = bytes * count <= 4 ? entry + 8 : in.read(entry + 8, 4);
  const std::uint32_t first = in.read(at, std::min<std::size_t>(bytes, 4)), second = in.read(at + 4, 4);
  const bool rational = type == 5 || type == 10, real = type == 11 || type == 12;
  if (rational) return second != 0 && first % second == 0 ? first / second : 0;
  if (!real)
    return bytes <= 4 ? first : in.big_endian ? (first == 0 ? second : 0) : (second == 0 ? first : 0);
  const std::uint64_t both =
      in.big_endian ? std::uint64_t{first} << 32 | second : std::uint64_t{second} << 32 | first;
  const double value =
      bytes == 4 ? static_cast<double>(std::bit_cast<float>(first)) : std::bit_cast<double>(both);
  const auto whole = value >= 1 && value < 256 ? static_cast<std::uint32_t>(value) : 0;
  return whole == value ? whole : 0;
}

/// Tag 0x0112 of the first directory; 0 when there is none (TIFF 6.0, section 2).
constexpr std::uint32_t tiff_orientation(std::span<const std::uint8_t> tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 0;
  const TiffBytes in{tiff, tiff[0] == 'M'};
  if (in.read(2, 2) != 42) return 0;
  const std::size_t directory = in.read(4, 4);
  const std::size_t entries = in.read(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (in.read(entry, 2) == 0x0112) return tiff_small_number(in, entry);
  }
  return 0;
}

/// 1 to 8; any other number says nothing.
constexpr int known_orientation(std::uint32_t orientation) {
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

constexpr bool begins_with(std::span<const std::uint8_t> bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// The name of a JPEG's segment, which Pillow passes over where it stands before a TIFF structure.
inline constexpr std::string_view exif_name("Exif\0\0", 6);

/// Of EXIF, a TIFF structure; 0 when there is none.
constexpr std::uint32_t exif_orientation(std::span<const std::uint8_t> exif) {
  while (begins_with(exif, exif_name)) exif = exif.subspan(exif_name.size());
  return tiff_orientation(exif);
}

/// Of XMP, an attribute or an element of XML that begins with a digit; 0 when there is none.
constexpr std::uint32_t xmp_orientation(std::span<const std::uint8_t> xmp) {
  for (const std::string_view begin : {"tiff:Orientation=\"", "tiff:Orientation>"})
    for (std::size_t at = 0; at + begin.size() < xmp.size(); ++at) {
      const std::uint8_t digit = xmp[at + begin.size()];
      if (digit >= '0' && digit <= '9' && begins_with(xmp.subspan(at), begin))
        return digit - std::uint32_t{'0'};
    }
  return 0;
}

/// As Pillow has it: EXIF's where it has one, else XMP's.
constexpr int orientation_of(std::span<const std::uint8_t> exif, std::span<const std::uint8_t> xmp) {
  const std::uint32_t orientation = exif_orientation(exif);
  return known_orientation(orientation != 0 ? orientation : xmp_orientation(xmp));
}

}  // namespace detail

/// The orientation, 1 to 8, of a JPEG's bytes by its EXIF or XMP; 1 when there is none or its place is
/// damaged.
constexpr int jpeg_orientation(std::span<const std::uint8_t> jpeg) {
  std::span<const std::uint8_t> exif, xmp;
  std::size_t at = 2;  // after the start of image come segments: 0xFF, marker, length of two bytes and data
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xFF) {
    const std::uint8_t marker = jpeg[at + 1];
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    const std::size_t length = static_cast<std::size_t>(jpeg[at + 2]) << 8 | jpeg[at + 3];
    const bool scan = marker == 0xDA;
    if (scan || length < 2 || length > jpeg.size() - at - 2) break;
    const std::span<const std::uint8_t> data = jpeg.subspan(at + 4, length - 2);
    if (marker == 0xE1 && exif.empty() && detail::begins_with(data, detail::exif_name)) exif = data;
    if (marker == 0xE1 && xmp.empty() && detail::begins_with(data, "http://ns.adobe.com/xap/1.0/"))
      xmp = data;
    at += 2 + length;
  }
  return detail::orientation_of(exif, xmp);
}

/// The same of a PNG's bytes, by its chunk eXIf (PNG 3, 11.3.4.5), which may stand before or behind the
/// pixels, or by XMP that is not compressed.
constexpr int png_orientation(std::span<const std::uint8_t> png) {
  const detail::TiffBytes in{png, true};
  std::span<const std::uint8_t> exif, xmp;
  std::size_t at = 8;  // after the signature come chunks: length and name of four bytes each, data, checksum
  while (at + 12 <= png.size()) {
    const std::size_t length = in.read(at, 4);
    if (length > png.size() - at - 12) break;
    const std::span<const std::uint8_t> named = png.subspan(at + 4, 4 + length);
    if (exif.empty() && detail::begins_with(named, "eXIf")) exif = named.subspan(4);
    if (xmp.empty() && detail::begins_with(named, "iTXtXML:com.adobe.xmp")) xmp = named;
    at += 12 + length;
  }
  return detail::orientation_of(exif, xmp);
}

}  // namespace cameo::inline CAMEO_ABI
