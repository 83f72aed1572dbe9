// SPDX-License-Identifier: MIT
#pragma once

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <span>

// jpeglib.h does not include what it needs: <cstdio> comes first.
#include <jpeglib.h>
// clang-format off: jerror.h needs jpeglib.h
#include <jerror.h>
// clang-format on

#include "cameo/data/orient.hpp"
#include "cameo/ext/image/exif.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// libjpeg's decompressor. Its errors jump: the jump passes only libjpeg's own frames and those of
/// read_header and read_pixels, which hold nothing to destroy.
class JpegReader {
 public:
  explicit JpegReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    info_.err = jpeg_std_error(&errors_);
    info_.client_data = this;
    errors_.error_exit = [](j_common_ptr info) { reader(info).fail(); };
    errors_.emit_message = [](j_common_ptr info, int level) {
      if (level < 0 && !harmless(info->err->msg_code)) reader(info).fail();
    };
    progress_.progress_monitor = [](j_common_ptr info) { reader(info).check_scans(); };
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&info_); }

  bool read_header() {
    if (setjmp(escape_)) return false;
    jpeg_create_decompress(&info_);
    info_.mem->max_memory_to_use = largest_memory;
    info_.progress = &progress_;
    jpeg_mem_src(&info_, bytes_.data(), bytes_.size());
    jpeg_read_header(&info_, TRUE);
    const bool gray = info_.jpeg_color_space == JCS_GRAYSCALE;
    const bool inks = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    info_.out_color_space = gray ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
    jpeg_calc_output_dimensions(&info_);
    return true;
  }

  /// Requires room for height() * width() * channels() bytes.
  bool read_pixels(std::uint8_t* pixels) {
    if (setjmp(escape_)) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = pixels + std::size_t{info_.output_scanline} * info_.output_width *
                                  static_cast<std::size_t>(info_.output_components);
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  /// Of the coefficients that libjpeg keeps until the last scan of a progressive file: two bytes each.
  std::uint64_t coefficient_bytes() {
    const auto values = std::uint64_t{info_.image_height} * info_.image_width;
    return jpeg_has_multiple_scans(&info_) ? 2 * values * static_cast<std::uint64_t>(info_.num_components)
                                           : 0;
  }

  int height() const { return static_cast<int>(info_.output_height); }
  int width() const { return static_cast<int>(info_.output_width); }
  int channels() const { return info_.output_components; }
  bool inverted_inks() const { return info_.saw_Adobe_marker != 0; }
  const char* message() const { return message_; }

 private:
  /// For libjpeg itself: three channels of coefficients of the largest picture, and its tables.
  static constexpr long largest_memory = 6 * static_cast<long>(max_picture_pixels) + 50'000'000;

  static JpegReader& reader(j_common_ptr info) { return *static_cast<JpegReader*>(info->client_data); }

  /// Warnings about files whose picture is complete. All others come with pixels that libjpeg makes up.
  /// Many phones write a spectral selection that is none (JWRN_NOT_SEQUENTIAL); it is not used.
  static bool harmless(int code) {
    return code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR ||
           code == JWRN_BOGUS_ICC || code == JWRN_NOT_SEQUENTIAL || code == JWRN_BOGUS_PROGRESSION;
  }

  [[noreturn]] void fail() {
    if (errors_.msg_code == JERR_NO_BACKING_STORE)
      std::snprintf(message_, sizeof message_, "decoding takes more than %ld MB", largest_memory / 1'000'000);
    else
      errors_.format_message(reinterpret_cast<j_common_ptr>(&info_), message_);
    std::longjmp(escape_, 1);
  }

  /// Progressive files have about ten scans. Thousands of empty ones would take minutes.
  void check_scans() {
    if (info_.input_scan_number <= 100) return;
    std::strcpy(message_, "more than 100 scans");
    std::longjmp(escape_, 1);
  }

  std::span<const std::uint8_t> bytes_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf escape_{};
  char message_[JMSG_LENGTH_MAX] = "";
};

/// Four inks to light, in place: red = (1 - cyan) * (1 - black). Adobe stores 255 - ink.
inline void inks_to_rgb(Picture& picture, bool inverted) {
  const std::uint8_t* in = picture.pixels.data();
  std::uint8_t* out = picture.pixels.data();
  for (std::size_t pixels = picture.pixels.size() / 4; pixels-- > 0; in += 4) {
    const int white = inverted ? in[3] : 255 - in[3];
    for (std::size_t c = 0; c < 3; ++c) {
      const int light = inverted ? in[c] : 255 - in[c];
      *out++ = static_cast<std::uint8_t>((light * white + 127) / 255);
    }
  }
  picture.channels = 3;
  picture.pixels.resize(PictureView(picture).size());
}

}  // namespace detail

/// JPEG: gray as 1 channel, YCbCr and RGB as 3, CMYK and YCCK (Adobe's inverted inks alike) turned to 3;
/// upright by EXIF's or XMP's orientation. Baseline, progressive and arithmetic, 8 bits. Error: anything
/// damaged or missing, up to the last marker.
inline Result<Picture> decode_jpeg(std::span<const std::uint8_t> bytes, std::string_view name,
                                   const TakeMemory& take = {}) {
  detail::JpegReader reader(bytes);
  if (!reader.read_header()) return detail::picture_error(name, "the JPEG is damaged: ", reader.message());
  // No block of 8x8 pixels takes less than a bit; odd samplings give one block to 16x8.
  const auto height = static_cast<std::uint64_t>(reader.height()),
             width = static_cast<std::uint64_t>(reader.width());
  if (Error error = detail::check_picture_size(name, height, width, height * width / 1024, bytes.size()))
    return error;
  if (take) take(height * width * static_cast<std::uint64_t>(reader.channels()) + reader.coefficient_bytes());
  Picture picture(reader.height(), reader.width(), reader.channels());
  if (!reader.read_pixels(picture.pixels.data()))
    return detail::picture_error(name, "the JPEG is damaged: ", reader.message());
  if (picture.channels == 4) detail::inks_to_rgb(picture, reader.inverted_inks());
  return orient(std::move(picture), jpeg_orientation(bytes));
}

}  // namespace cameo::inline CAMEO_ABI
