// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <vector>

#include "cameo/data/picture.hpp"
#include "cameo/ext/image/limits.hpp"
#include "cameo/io/little_endian.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// What a BMP file's headers say.
struct BmpHeader {
  std::uint64_t pixels_at = 0;
  std::uint64_t palette_at = 0;
  std::uint32_t palette_entry = 4;  ///< bytes: blue, green, red and, but for the oldest header, nothing
  std::uint32_t palette_size = 0;
  std::int64_t width = 0, height = 0;
  std::uint32_t bits = 0, compression = 0;
  bool top_down = false;
  std::array<std::uint32_t, 3> masks{};  ///< bits of red, green, blue in a pixel of 16 or 32

  bool masked() const { return compression == 3 || compression == 6; }
  bool run_lengths() const { return compression == 1 || compression == 2; }
  /// Of a row's pixels, and with its padding.
  std::uint64_t pixel_bytes() const { return (static_cast<std::uint64_t>(width) * bits + 7) / 8; }
  std::uint64_t row_bytes() const { return (pixel_bytes() + 3) / 4 * 4; }
};

/// Of 1 to 4 bytes, which are there.
inline std::uint32_t bmp_number(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
  return static_cast<std::uint32_t>(little_endian(std::as_bytes(bytes.subspan(at, size))));
}

/// Where palette and pixels are. Writers that say that the pixels begin at 0 or at the palette mean behind
/// it; a beginning inside the palette says that the palette is shorter.
inline Error place_bmp_pixels(std::string_view name, std::uint64_t headers_end, BmpHeader& header) {
  const bool palette = header.bits <= 8;
  if (palette && (header.palette_size == 0 || header.palette_size > 1u << header.bits))
    header.palette_size = 1u << header.bits;
  const std::uint64_t behind =
      palette ? header.palette_at + header.palette_size * header.palette_entry : headers_end;
  if (header.pixels_at == 0 || (palette && header.pixels_at == header.palette_at)) header.pixels_at = behind;
  if (header.pixels_at < headers_end)
    return picture_error(name, "the BMP is damaged: it says that its pixels begin at byte ", header.pixels_at,
                         ", inside its header");
  if (header.pixels_at < behind)
    header.palette_size =
        static_cast<std::uint32_t>((header.pixels_at - header.palette_at) / header.palette_entry);
  return {};
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
  header.masks = {0xFF0000, 0xFF00, 0xFF};
  if (header.bits == 16) header.masks = {0x7C00, 0x3E0, 0x1F};
  std::uint64_t headers_end = header.palette_at;
  if (header.masked()) {  // the masks follow the first 40 bytes, in the header or after it
    if (bytes.size() < file_header + 52)
      return picture_error(name, "the BMP is damaged: its masks are missing");
    for (std::size_t c = 0; c < 3; ++c) header.masks[c] = number(40 + 4 * c, 4);
    headers_end = std::max<std::uint64_t>(headers_end, file_header + 52);
  }
  return place_bmp_pixels(name, headers_end, header);
}

inline Error check_bmp(std::span<const std::uint8_t> bytes, std::string_view name, const BmpHeader& header) {
  const bool masked = header.bits == 16 || header.bits == 32;
  const bool palette = header.bits == 1 || header.bits == 4 || header.bits == 8;
  if (!masked && !palette && header.bits != 24)
    return picture_error(name, "a BMP has 1, 4, 8, 16, 24 or 32 bits a pixel, not ", header.bits);
  const std::uint32_t run_length_bits = header.compression == 1 ? 8 : 4;
  if (header.compression != 0 && !(header.masked() && masked) &&
      !(header.run_lengths() && header.bits == run_length_bits))
    return picture_error(name, "BMPs of ", header.bits, " bits with compression of kind ", header.compression,
                         " are not read; save it without, or as PNG");
  if (header.width < 1 || header.height < 1)
    return picture_error(name, "the BMP is damaged: it says it is ", header.width, " wide and ",
                         header.height, " high");
  const auto height = static_cast<std::uint64_t>(header.height),
             width = static_cast<std::uint64_t>(header.width);
  // Runs of 255 pixels take two bytes, and steps over empty rows even less. The last row needs no padding.
  const std::uint64_t shortest =
      header.run_lengths() ? height * width / 1024 : (height - 1) * header.row_bytes() + header.pixel_bytes();
  if (Error error = check_picture_size(name, height, width, header.pixels_at + shortest, bytes.size()))
    return error;
  if (palette && header.palette_at + header.palette_size * header.palette_entry > bytes.size())
    return picture_error(name, "the BMP is damaged: its palette is not complete");
  return {};
}

/// The bits under a mask, 0 to its largest, as 0 to 255, cut as Pillow does.
inline std::uint8_t masked_byte(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const int shift = std::countr_zero(mask);
  const std::uint64_t largest = mask >> shift, value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>(value * 255 / largest);
}

/// Runs of equal pixels and pixels one by one to a colour's number for each pixel, in the file's order of
/// rows (Microsoft's BI_RLE8 and BI_RLE4). Pixels that are left out are 0. False when the data end too early.
inline bool read_bmp_runs(std::span<const std::uint8_t> in, const BmpHeader& header,
                          std::vector<std::uint8_t>& out) {
  const auto width = static_cast<std::size_t>(header.width);
  const bool half = header.bits == 4;
  const auto put = [&](std::size_t at, std::size_t row_end, std::uint8_t byte, std::size_t i) {
    if (at < row_end) out[at] = half ? (i % 2 == 0 ? byte >> 4 : byte & 15) : byte;
  };
  std::size_t row = 0, column = 0;
  for (std::size_t at = 0; row * width < out.size();) {
    if (at + 2 > in.size()) return false;
    const std::size_t count = in[at], value = in[at + 1];
    at += 2;
    const std::size_t row_end = (row + 1) * width, begin = row * width + column;
    if (count > 0) {  // a run
      for (std::size_t i = 0; i < count; ++i) put(begin + i, row_end, static_cast<std::uint8_t>(value), i);
      column += count;
    } else if (value == 0) {  // the end of the row
      ++row;
      column = 0;
    } else if (value == 1) {  // the end of the picture
      return true;
    } else if (value == 2) {  // a step to the right and up
      if (at + 2 > in.size()) return false;
      column += in[at];
      row += in[at + 1];
      at += 2;
    } else {  // single pixels, in whole pairs of bytes
      const std::size_t bytes = half ? (value + 1) / 2 : value;
      if (bytes > in.size() - at) return false;
      for (std::size_t i = 0; i < value; ++i) put(begin + i, row_end, in[at + (half ? i / 2 : i)], i);
      column += value;
      at += bytes + bytes % 2;
    }
  }
  return true;
}

/// A colour of the palette to red green blue. False when there is none of that number.
inline bool put_bmp_color(std::span<const std::uint8_t> bytes, const BmpHeader& header, std::uint32_t color,
                          std::uint8_t* out) {
  if (color >= header.palette_size) return false;
  const std::uint8_t* blue = &bytes[header.palette_at + color * header.palette_entry];
  for (std::size_t c = 0; c < 3; ++c) out[c] = blue[2 - c];
  return true;
}

/// One row of the file to red green blue. False when a pixel names a colour that the palette does not have.
inline bool read_bmp_row(std::span<const std::uint8_t> bytes, const BmpHeader& header, std::size_t row,
                         std::uint8_t* out) {
  const std::uint32_t bits = header.bits;
  for (std::size_t x = 0; x < static_cast<std::size_t>(header.width); ++x, out += 3) {
    if (bits == 16 || bits == 32) {
      const std::uint32_t pixel = bmp_number(bytes, row + x * (bits / 8), bits / 8);
      for (std::size_t c = 0; c < 3; ++c) out[c] = masked_byte(pixel, header.masks[c]);
    } else if (bits == 24) {
      for (std::size_t c = 0; c < 3; ++c) out[c] = bytes[row + 3 * x + 2 - c];
    } else {
      const std::size_t bit = x * bits;
      const std::uint32_t color = bytes[row + bit / 8] >> (8 - bits - bit % 8) & ((1u << bits) - 1);
      if (!put_bmp_color(bytes, header, color, out)) return false;
    }
  }
  return true;
}

/// All rows. Error: a colour that the palette does not have, runs that end too early.
inline Error read_bmp_pixels(std::span<const std::uint8_t> bytes, std::string_view name,
                             const BmpHeader& header, Picture& picture) {
  const auto width = static_cast<std::size_t>(header.width);
  std::vector<std::uint8_t> colors(header.run_lengths() ? width * static_cast<std::size_t>(header.height)
                                                        : 0);
  if (header.run_lengths() &&
      !read_bmp_runs(bytes.subspan(static_cast<std::size_t>(header.pixels_at)), header, colors))
    return picture_error(name, "the BMP is damaged: its pixels end too early");
  for (int y = 0; y < picture.height; ++y) {
    const auto stored = static_cast<std::size_t>(header.top_down ? y : picture.height - 1 - y);
    bool known = true;
    if (header.run_lengths())
      for (int x = 0; x < picture.width; ++x)
        known &= put_bmp_color(bytes, header, colors[stored * width + static_cast<std::size_t>(x)],
                               picture.pixel(y, x));
    else
      known = read_bmp_row(bytes, header, header.pixels_at + stored * header.row_bytes(), picture.row(y));
    if (!known)
      return picture_error(name, "the BMP is damaged: a pixel is none of its ", header.palette_size,
                           " colours");
  }
  return {};
}

}  // namespace detail

/// BMP: 1, 4 and 8 bits with a palette, the latter two also as run lengths, 16, 24 and 32 bits, from the
/// bottom or the top; always 3 channels, alpha is dropped. Error: other compression, anything damaged or
/// missing.
inline Result<Picture> decode_bmp(std::span<const std::uint8_t> bytes, std::string_view name,
                                  const TakeMemory& take = {}) {
  detail::BmpHeader header;
  if (Error error = detail::read_bmp_header(bytes, name, header)) return error;
  if (Error error = detail::check_bmp(bytes, name, header)) return error;
  if (take) take(static_cast<std::uint64_t>(header.height * header.width) * (header.run_lengths() ? 4 : 3));
  Picture picture(static_cast<int>(header.height), static_cast<int>(header.width), 3);
  if (Error error = detail::read_bmp_pixels(bytes, name, header, picture)) return error;
  return picture;
}

}  // namespace cameo::inline CAMEO_ABI
