// SPDX-License-Identifier: MIT
#pragma once

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <filesystem>
#include <span>

#include "cameo/data/picture.hpp"
#include "cameo/ext/image/limits.hpp"
#include "cameo/io/atomic_file.hpp"

namespace cameo::inline CAMEO_ABI {

/// How a PNG is written.
struct PngOptions {
  bool fast = false;               ///< in a fraction of the time, in a file that is somewhat larger
  const char* software = nullptr;  ///< what made the picture, which is then written into the file
};

namespace detail {

/// libpng's writer on an open file. As in PngReader, a jump passes nothing that is to be destroyed.
class PngWriter {
 public:
  explicit PngWriter(AtomicFile& file) : file_(file) {}
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  /// Requires 1 or 3 channels. Error: the file's, or no memory.
  Error write(PictureView picture, const PngOptions& options) {
    if (write_pixels(picture, options)) return {};
    return error_ ? error_ : Error("a PNG cannot be written: no memory");
  }

 private:
  bool write_pixels(PictureView picture, const PngOptions& options) {
    if (setjmp(escape_)) return false;
    png_ =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) return false;
    png_set_write_fn(png_, this, on_write, [](png_structp) {});
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // libpng's own are a million pixels a side
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(picture.width),
                 static_cast<png_uint_32>(picture.height), 8,
                 picture.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (options.fast) {
      png_set_compression_level(png_, 1);
      png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    }
    if (options.software) set_software(options.software);
    png_write_info(png_, info_);
    for (int y = 0; y < picture.height; ++y) png_write_row(png_, picture.row(y));
    png_write_end(png_, nullptr);
    return true;
  }

  /// libpng copies both texts, which it takes as pointers to what it might change.
  void set_software(const char* name) {
    static char key[] = "Software";
    png_text text{};
    text.compression = PNG_TEXT_COMPRESSION_NONE;
    text.key = key;
    text.text = const_cast<char*>(name);
    text.text_length = std::strlen(name);
    png_set_text(png_, info_, &text, 1);
  }

  [[noreturn]] static void on_error(png_structp png, png_const_charp) {
    std::longjmp(static_cast<PngWriter*>(png_get_error_ptr(png))->escape_, 1);
  }

  static void on_write(png_structp png, png_bytep bytes, png_size_t size) {
    auto& self = *static_cast<PngWriter*>(png_get_io_ptr(png));
    self.error_ = self.file_.write(std::as_bytes(std::span(bytes, size)));
    if (self.error_) png_error(png, "write");
  }

  AtomicFile& file_;
  Error error_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf escape_{};
};

}  // namespace detail

/// Writes a PNG, whole or not at all (see AtomicFile). Requires a picture of 1 or 3 channels that is not
/// empty. Error: another picture, the operating system's reason; what was at `path` is then as before.
inline Error write_png(PictureView picture, const std::filesystem::path& path,
                       const PngOptions& options = {}) {
  if (picture.size() == 0 || (picture.channels != 1 && picture.channels != 3))
    return detail::picture_error(path.string(), "a PNG of ", picture.height, "x", picture.width, "x",
                                 picture.channels, " cannot be written; 1 or 3 channels are needed");
  AtomicFile file;
  if (Error error = file.open(path.string())) return error;
  if (Error error = detail::PngWriter(file).write(picture, options)) return error;
  return file.commit();
}

}  // namespace cameo::inline CAMEO_ABI
