// SPDX-License-Identifier: MIT
#pragma once

#include <png.h>

#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "cameo/data/picture.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// libpng's writer on a file. As in PngReader, a jump passes nothing that is to be destroyed.
class PngWriter {
 public:
  explicit PngWriter(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {
    keep_reason();
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() {
    png_destroy_write_struct(&png_, &info_);
    if (file_) std::fclose(file_);
  }

  /// Writes and closes. Requires 1 or 3 channels.
  bool write(PictureView picture) {
    if (!file_ || !write_pixels(picture)) return false;
    const bool closed = std::fclose(file_) == 0;
    if (!closed) keep_reason();
    file_ = nullptr;
    return closed;
  }

  /// errno of what failed.
  int reason() const { return reason_; }

 private:
  bool write_pixels(PictureView picture) {
    if (setjmp(escape_)) return false;
    png_ =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    reason_ = ENOMEM;
    if (!info_) return false;
    png_set_write_fn(png_, this, on_write, [](png_structp) {});
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(picture.width),
                 static_cast<png_uint_32>(picture.height), 8,
                 picture.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    for (int y = 0; y < picture.height; ++y) png_write_row(png_, picture.row(y));
    png_write_end(png_, nullptr);
    return true;
  }

  void keep_reason() { reason_ = errno; }

  [[noreturn]] static void on_error(png_structp png, png_const_charp) {
    std::longjmp(static_cast<PngWriter*>(png_get_error_ptr(png))->escape_, 1);
  }

  static void on_write(png_structp png, png_bytep bytes, png_size_t size) {
    auto& self = *static_cast<PngWriter*>(png_get_io_ptr(png));
    if (std::fwrite(bytes, 1, size, self.file_) == size) return;
    self.keep_reason();
    png_error(png, "write");
  }

  std::FILE* file_;
  int reason_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf escape_{};
};

}  // namespace detail

/// Writes a PNG beside `path` (with .part at the end) and renames it, so that a reader never meets half a
/// file. Requires a picture of 1 or 3 channels that is not empty. Error: the operating system's reason; what
/// was at `path` is then as before.
inline Error write_png(PictureView picture, const std::filesystem::path& path) {
  const auto failed = [&](std::error_code reason) {
    return detail::picture_error(path.string(), "the picture cannot be written: ", reason.message());
  };
  if (picture.size() == 0 || (picture.channels != 1 && picture.channels != 3))
    return detail::picture_error(path.string(), "a PNG of ", picture.height, "x", picture.width, "x",
                                 picture.channels, " cannot be written; 1 or 3 channels are needed");
  std::filesystem::path part = path;
  part += ".part";
  std::error_code ignored, failure;
  {
    detail::PngWriter writer(part);
    if (!writer.write(picture)) failure.assign(writer.reason(), std::generic_category());
  }
  if (!failure) std::filesystem::rename(part, path, failure);
  if (!failure) return {};
  std::filesystem::remove(part, ignored);
  return failed(failure);
}

}  // namespace cameo::inline CAMEO_ABI
