// SPDX-License-Identifier: MIT
#pragma once

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <span>

#include "cameo/data/orient.hpp"
#include "cameo/ext/image/exif.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// libpng's reader. Its errors jump: the jump passes only libpng's own frames and those of read_header and
/// read_pixels, which hold nothing to destroy.
class PngReader {
 public:
  explicit PngReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  bool read_header() {
    if (setjmp(escape_)) return false;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) return false;
    png_set_read_fn(png_, this, on_read);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // libpng's own are a million pixels a side
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr,
                                -1);  // profiles, texts: never inflated
    png_read_info(png_, info_);
    return true;
  }

  /// After read_header: 8 bits, gray or red green blue. Requires room for height() * width() * channels()
  /// bytes.
  bool read_pixels(std::uint8_t* pixels) {
    if (setjmp(escape_)) return false;
    png_set_scale_16(png_);
    png_set_palette_to_rgb(png_);
    if (channels() == 1) png_set_expand_gray_1_2_4_to_8(png_);
    png_set_strip_alpha(png_);
    const int passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    const std::size_t row_bytes = png_get_rowbytes(png_, info_);
    for (int pass = 0; pass < passes; ++pass)
      for (png_uint_32 y = 0; y < height(); ++y) png_read_row(png_, pixels + y * row_bytes, nullptr);
    png_read_end(png_, nullptr);
    return true;
  }

  png_uint_32 height() const { return png_get_image_height(png_, info_); }
  png_uint_32 width() const { return png_get_image_width(png_, info_); }
  int channels() const { return png_get_color_type(png_, info_) & PNG_COLOR_MASK_COLOR ? 3 : 1; }
  std::uint64_t stored_row_bytes() const { return png_get_rowbytes(png_, info_) + 1; }
  const char* message() const { return message_; }

 private:
  [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
    auto& self = *static_cast<PngReader*>(png_get_error_ptr(png));
    std::snprintf(self.message_, sizeof self.message_, "%s", message);
    std::longjmp(self.escape_, 1);
  }

  static void on_read(png_structp png, png_bytep to, png_size_t size) {
    auto& self = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > self.bytes_.size()) png_error(png, "the file ends too early");
    std::memcpy(to, self.bytes_.data(), size);
    self.bytes_ = self.bytes_.subspan(size);
  }

  std::span<const std::uint8_t> bytes_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf escape_{};
  char message_[128] = "no memory";
};

}  // namespace detail

/// PNG, every colour type and depth, interlaced or not: gray as 1 channel, colours and palettes as 3, 16 bits
/// rounded to 8; upright by EXIF's or XMP's orientation. Transparency is dropped, as Pillow's convert('RGB')
/// and Keras do; gamma and profiles are ignored. Error: anything damaged or missing, up to the last chunk.
inline Result<Picture> decode_png(std::span<const std::uint8_t> bytes, std::string_view name,
                                  const TakeMemory& take = {}) {
  detail::PngReader reader(bytes);
  if (!reader.read_header()) return detail::picture_error(name, "the PNG is damaged: ", reader.message());
  // Deflate makes at most 1032 bytes of one.
  const std::uint64_t shortest = reader.height() * reader.stored_row_bytes() / 1032;
  if (Error error = detail::check_picture_size(name, reader.height(), reader.width(), shortest, bytes.size()))
    return error;
  const auto pixels = std::uint64_t{reader.height()} * reader.width();
  if (take) take(pixels * static_cast<std::uint64_t>(reader.channels()));
  Picture picture(static_cast<int>(reader.height()), static_cast<int>(reader.width()), reader.channels());
  if (!reader.read_pixels(picture.pixels.data()))
    return detail::picture_error(name, "the PNG is damaged: ", reader.message());
  return orient(std::move(picture), png_orientation(bytes));
}

}  // namespace cameo::inline CAMEO_ABI
