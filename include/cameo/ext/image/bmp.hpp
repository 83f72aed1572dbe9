// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <span>

#include "cameo/data/picture.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// What a BMP file's headers say.
struct BmpHeader {
  std::uint32_t pixels_at = 0;
  std::uint64_t palette_at = 0;
  std::uint32_t palette_entry = 4;  ///< bytes: blue, green, red and, but for the oldest header, nothing
  std::uint32_t palette_size = 0;
  std::int64_t width = 0, height = 0;
  std::uint32_t bits = 0, compression = 0;
  bool top_down = false;
  std::array<std::uint32_t, 3> masks{};  ///< bits of red, green, blue in a pixel of 16 or 32

  std::uint64_t row_bytes() const { return (static_cast<std::uint64_t>(width) * bits + 31) / 32 * 4; }
};

/// Little-endian, 1 to 4 bytes. Requires them to be there.
inline std::uint32_t bmp_number(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[at + i];
  return value;
}

inline Error read_bmp_header(std::span<const std::uint8_t> bytes, std::string_view name, BmpHeader& header) {
  constexpr std::size_t file_header = 14;
  const auto number = [&](std::size_t at, std::size_t size) {
    return bmp_number(bytes, file_header + at, size);
  };
  const std::uint32_t size = bytes.size() < file_header + 4 ? 0 : number(0, 4);
  if ((size != 12 && size < 40) || size > bytes.size() - file_header)
    return picture_error(name, "the BMP is damaged: its header is not complete");
  header.pixels_at = bmp_number(bytes, 10, 4);
  header.palette_at = file_header + std::uint64_t{size};
  if (size == 12) {  // OS/2
    header.width = number(4, 2);
    header.height = number(6, 2);
    header.bits = number(10, 2);
    header.palette_entry = 3;
  } else {
    const auto height = static_cast<std::int32_t>(number(8, 4));
    header.width = static_cast<std::int32_t>(number(4, 4));
    header.top_down = height < 0;
    header.height = header.top_down ? -std::int64_t{height} : height;
    header.bits = number(14, 2);
    header.compression = number(16, 4);
    header.palette_size = number(32, 4);
  }
  if (header.bits <= 8 && (header.palette_size == 0 || header.palette_size > 1u << header.bits))
    header.palette_size = 1u << header.bits;
  header.masks = {0xFF0000, 0xFF00, 0xFF};
  if (header.bits == 16) header.masks = {0x7C00, 0x3E0, 0x1F};
  if (header.compression == 3) {  // the masks follow the first 40 bytes, in the header or after it
    if (bytes.size() < file_header + 52)
      return picture_error(name, "the BMP is damaged: its masks are missing");
    for (std::size_t c = 0; c < 3; ++c) header.masks[c] = number(40 + 4 * c, 4);
  }
  return {};
}

inline Error check_bmp(std::span<const std::uint8_t> bytes, std::string_view name, const BmpHeader& header) {
  const bool masked = header.bits == 16 || header.bits == 32;
  const bool palette = header.bits == 1 || header.bits == 4 || header.bits == 8;
  if (!masked && !palette && header.bits != 24)
    return picture_error(name, "a BMP has 1, 4, 8, 16, 24 or 32 bits a pixel, not ", header.bits);
  if (header.compression != 0 && !(header.compression == 3 && masked))
    return picture_error(name, "BMPs with compression (kind ", header.compression,
                         ") are not read; save it without, or as PNG");
  if (header.width < 1 || header.height < 1)
    return picture_error(name, "the BMP is damaged: it says it is ", header.width, " wide and ",
                         header.height, " high");
  const auto height = static_cast<std::uint64_t>(header.height),
             width = static_cast<std::uint64_t>(header.width);
  if (Error error = check_picture_size(name, height, width, header.pixels_at + height * header.row_bytes(),
                                       bytes.size()))
    return error;
  if (palette && header.palette_at + header.palette_size * header.palette_entry > bytes.size())
    return picture_error(name, "the BMP is damaged: its palette is not complete");
  return {};
}

/// The bits under a mask, 0 to its largest, as 0 to 255.
inline std::uint8_t masked_byte(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const int shift = std::countr_zero(mask);
  const std::uint64_t largest = mask >> shift, value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
}

/// One row of the file to red green blue. False when a pixel names a colour that the palette does not have.
inline bool read_bmp_row(std::span<const std::uint8_t> bytes, const BmpHeader& header, std::size_t row,
                         std::uint8_t* out) {
  const std::uint32_t bits = header.bits;
  for (std::size_t x = 0; x < static_cast<std::size_t>(header.width); ++x, out += 3) {
    if (bits == 16 || bits == 32) {
      const std::uint32_t pixel = bmp_number(bytes, row + x * (bits / 8), bits / 8);
      for (std::size_t c = 0; c < 3; ++c) out[c] = masked_byte(pixel, header.masks[c]);
      continue;
    }
    std::size_t blue = row + 3 * x;
    if (bits <= 8) {
      const std::size_t bit = x * bits;
      const std::uint32_t index = bytes[row + bit / 8] >> (8 - bits - bit % 8) & ((1u << bits) - 1);
      if (index >= header.palette_size) return false;
      blue = header.palette_at + index * header.palette_entry;
    }
    for (std::size_t c = 0; c < 3; ++c) out[c] = bytes[blue + 2 - c];
  }
  return true;
}

}  // namespace detail

/// BMP without compression: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits, from the bottom or the top;
/// always 3 channels, alpha is dropped. Error: compression, anything damaged or missing.
inline Result<Picture> decode_bmp(std::span<const std::uint8_t> bytes, std::string_view name) {
  detail::BmpHeader header;
  if (Error error = detail::read_bmp_header(bytes, name, header)) return error;
  if (Error error = detail::check_bmp(bytes, name, header)) return error;
  Picture picture(static_cast<int>(header.height), static_cast<int>(header.width), 3);
  for (int y = 0; y < picture.height; ++y) {
    const auto stored = static_cast<std::size_t>(header.top_down ? y : picture.height - 1 - y);
    if (!detail::read_bmp_row(bytes, header, header.pixels_at + stored * header.row_bytes(), picture.row(y)))
      return detail::picture_error(name, "the BMP is damaged: a pixel is none of its ", header.palette_size,
                                   " colours");
  }
  return picture;
}

}  // namespace cameo::inline CAMEO_ABI
