// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <new>
#include <span>

#include "cameo/ext/image/bmp.hpp"
#include "cameo/ext/image/jpeg.hpp"
#include "cameo/ext/image/kind.hpp"
#include "cameo/ext/image/png.hpp"
#include "cameo/ext/image/pnm.hpp"
#include "cameo/ext/image/write_png.hpp"
#include "cameo/io/file.hpp"

// Needs libjpeg (libjpeg-turbo) and libpng.

namespace cameo::inline CAMEO_ABI {

/// A picture out of a JPEG, PNG, PNM or BMP file's bytes, told apart by their first bytes: 1 channel when
/// gray, else 3. `name` is what an Error calls it. Error: another kind of file, more than max_picture_pixels,
/// too little memory, damage anywhere: half a picture is none.
inline Result<Picture> decode_image(std::span<const std::uint8_t> bytes, std::string_view name,
                                    const TakeMemory& take = {}) try {
  if (bytes.empty()) return detail::picture_error(name, "the file is empty");
  const std::string_view kind = image_kind(bytes);
  if (kind == "JPEG") return decode_jpeg(bytes, name, take);
  if (kind == "PNG") return decode_png(bytes, name, take);
  if (kind == "BMP") return decode_bmp(bytes, name, take);
  if (kind == "PNM") return decode_pnm(bytes, name, take);
  if (kind.empty()) return detail::picture_error(name, "it is no JPEG, PNG, BMP or PNM picture");
  return detail::picture_error(name, "it is a ", kind, " picture, but JPEG, PNG, BMP and PNM are read");
} catch (const std::bad_alloc&) {
  return detail::picture_error(name, "there is too little memory to decode it");
}

/// The picture in a file of at most 1 GiB; see decode_image. Error: also as read_file, such as the operating
/// system's reason when it cannot be read.
inline Result<Picture> read_image(const std::filesystem::path& path, const TakeMemory& take = {}) {
  constexpr std::size_t largest = std::size_t{1} << 30;
  const Result<FileBytes> file = read_file(path.string(), largest);
  if (!file) return file.error();
  const std::span<const std::byte> bytes = file->bytes();
  return decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path.string(),
                      take);
}

}  // namespace cameo::inline CAMEO_ABI
