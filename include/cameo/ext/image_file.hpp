// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "cameo/ext/image/bmp.hpp"
#include "cameo/ext/image/jpeg.hpp"
#include "cameo/ext/image/png.hpp"
#include "cameo/ext/image/pnm.hpp"
#include "cameo/ext/image/write_png.hpp"

// Needs libjpeg (libjpeg-turbo) and libpng.

namespace cameo::inline CAMEO_ABI {

/// A picture out of a JPEG, PNG, PNM or BMP file's bytes, told apart by their first bytes: 1 channel when
/// gray, else 3. `name` is what an Error calls it. Error: another kind of file, more than max_picture_pixels,
/// damage anywhere: half a picture is none.
inline Result<Picture> decode_image(std::span<const std::uint8_t> bytes, std::string_view name) {
  const auto begins = [bytes](std::string_view magic) {
    return bytes.size() >= magic.size() &&
           std::equal(magic.begin(), magic.end(), bytes.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  };
  if (bytes.empty()) return detail::picture_error(name, "the file is empty");
  if (begins("\xFF\xD8")) return decode_jpeg(bytes, name);
  if (begins("\x89PNG")) return decode_png(bytes, name);
  if (begins("BM")) return decode_bmp(bytes, name);
  if (bytes.size() > 1 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6')
    return decode_pnm(bytes, name);
  return detail::picture_error(name, "it is no JPEG, PNG, BMP or PNM picture");
}

namespace detail {

/// A whole file. Error: the operating system's reason; more than 1 GiB.
inline Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path) {
  constexpr std::size_t largest = std::size_t{1} << 30;
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  std::vector<std::uint8_t> bytes(file ? 1 << 16 : 0);
  std::size_t size = 0;
  while (file) {
    size += std::fread(bytes.data() + size, 1, bytes.size() - size, file.get());
    if (size < bytes.size()) break;
    if (size >= largest) return picture_error(path.string(), "the file is larger than 1 GiB");
    bytes.resize(2 * size);
  }
  if (!file || std::ferror(file.get()))
    return picture_error(path.string(), "the file cannot be read: ",
                         std::error_code(errno, std::generic_category()).message());
  bytes.resize(size);
  return bytes;
}

}  // namespace detail

/// The picture in a file; see decode_image. Error: also the operating system's reason when it cannot be read.
inline Result<Picture> read_image(const std::filesystem::path& path) {
  const Result<std::vector<std::uint8_t>> bytes = detail::read_file(path);
  if (!bytes) return bytes.error();
  return decode_image(*bytes, path.string());
}

}  // namespace cameo::inline CAMEO_ABI
