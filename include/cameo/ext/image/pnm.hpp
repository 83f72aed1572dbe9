// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>

#include "cameo/data/picture.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// The numbers of a PNM file, between them white space and comments from # to the end of a line.
class PnmReader {
 public:
  explicit PnmReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  /// Decimal, of at most `digits` digits. Nothing at the end or before another character.
  std::optional<std::uint32_t> number(int digits = 9) {
    skip_space();
    std::optional<std::uint32_t> value;
    for (; digits > 0 && is_digit(); --digits, ++at_) value = value.value_or(0) * 10 + bytes_[at_] - '0';
    return value;
  }

  /// What follows the header and its one white space; a comment there reaches to the end of its line and is
  /// that white space, as in Netpbm.
  std::span<const std::uint8_t> raster() const {
    const auto rest = bytes_.subspan((std::min)(at_, bytes_.size()));
    const auto is_end = [](std::uint8_t character) { return character == '\n' || character == '\r'; };
    const bool comment = !rest.empty() && rest.front() == '#';
    const auto space = comment ? std::find_if(rest.begin(), rest.end(), is_end) : rest.begin();
    return rest.subspan((std::min)(static_cast<std::size_t>(space - rest.begin()) + 1, rest.size()));
  }

 private:
  bool is_digit() const { return at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '9'; }

  void skip_space() {
    for (bool comment = false; at_ < bytes_.size(); ++at_) {
      const std::uint8_t character = bytes_[at_];
      if (character == '#') comment = true;
      if (character == '\n' || character == '\r') comment = false;
      const bool space = character == ' ' || (character >= '\t' && character <= '\r');
      if (!comment && !space) return;
    }
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 2;
};

/// P1, P2, P3. False when a number is missing or too large.
inline bool read_pnm_text(PnmReader& reader, bool bitmap, std::uint32_t largest, Picture& picture) {
  for (std::uint8_t& pixel : picture.pixels) {
    const std::optional<std::uint32_t> value = reader.number(bitmap ? 1 : 9);
    if (!value || *value > largest) return false;
    pixel = static_cast<std::uint8_t>(bitmap ? 255 * (1 - *value) : (*value * 255 + largest / 2) / largest);
  }
  return true;
}

/// P4: eight pixels a byte, 1 is black, rows begin with a new byte.
inline void read_pnm_bits(std::span<const std::uint8_t> raster, std::size_t row_bytes, Picture& picture) {
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const int bits = raster[static_cast<std::size_t>(y) * row_bytes + static_cast<std::size_t>(x / 8)];
      *picture.pixel(y, x) = (bits >> (7 - x % 8)) & 1 ? 0 : 255;
    }
}

/// P5, P6: one byte a value, or two, the higher first. False when a value is too large.
inline bool read_pnm_bytes(std::span<const std::uint8_t> raster, std::uint32_t largest, Picture& picture) {
  const std::size_t width = largest > 255 ? 2 : 1;
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    std::uint32_t value = raster[i * width];
    if (width == 2) value = value << 8 | raster[i * width + 1];
    if (value > largest) return false;
    picture.pixels[i] = static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
  }
  return true;
}

}  // namespace detail

/// Netpbm's P1 to P6: bitmaps and gray as 1 channel, pixmaps as 3; values are scaled from 0 .. maximum (at
/// most 65535) to bytes, rounded. One picture a file: what follows it is ignored. Error: a header that is not
/// one, a value above the maximum, too few values.
inline Result<Picture> decode_pnm(std::span<const std::uint8_t> bytes, std::string_view name,
                                  const TakeMemory& take = {}) {
  const int kind = bytes.size() < 2 ? 0 : bytes[1] - '0';
  const bool bitmap = kind == 1 || kind == 4, text = kind <= 3;
  detail::PnmReader reader(bytes);
  const auto width = reader.number(), height = reader.number();
  const auto largest = bitmap ? std::uint32_t{1} : reader.number();
  if (kind < 1 || kind > 6 || !width || !height || !largest || *largest < 1 || *largest > 65535)
    return detail::picture_error(name,
                                 "a PNM header has P1 to P6, width, height and a maximum of 1 to 65535");
  const std::uint64_t channels = kind % 3 == 0 ? 3 : 1, value_bytes = !text && *largest > 255 ? 2 : 1;
  const std::uint64_t row_bytes =
      kind == 4 ? (std::uint64_t{*width} + 7) / 8 : *width * channels * value_bytes;
  const std::size_t found = text ? bytes.size() : reader.raster().size();
  if (Error error = detail::check_picture_size(name, *height, *width, *height * row_bytes, found))
    return error;
  if (take) take(std::uint64_t{*height} * *width * channels);
  Picture picture(static_cast<int>(*height), static_cast<int>(*width), static_cast<int>(channels));
  bool complete = true;
  if (text)
    complete = detail::read_pnm_text(reader, bitmap, *largest, picture);
  else if (bitmap)
    detail::read_pnm_bits(reader.raster(), row_bytes, picture);
  else
    complete = detail::read_pnm_bytes(reader.raster(), *largest, picture);
  if (!complete)
    return detail::picture_error(
        name, "the PNM picture is damaged: a value is missing, or above its maximum of ", *largest);
  return picture;
}

}  // namespace cameo::inline CAMEO_ABI
