// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <jpeglib.h>
#include <png.h>

#include "cameo/data/picture.hpp"

/// Files made in memory for the tests: nothing binary is kept in the repository.
namespace image_bytes {

using Bytes = std::vector<std::uint8_t>;

inline void put(Bytes& bytes, std::uint64_t value, int size, bool big_endian = false) {
  for (int i = 0; i < size; ++i)
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian ? size - 1 - i : i))));
}

/// `space` says what the channels are; `stored` is the space inside the file.
inline Bytes jpeg(const cameo::Picture& picture, J_COLOR_SPACE space, J_COLOR_SPACE stored, int quality = 95,
                  bool progressive = false, bool adobe = true) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.input_components = picture.channels;
  info.in_color_space = space;
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, stored);
  jpeg_set_quality(&info, quality, TRUE);
  if (!adobe) info.write_Adobe_marker = FALSE;
  for (int c = 0; c < info.num_components; ++c)
    info.comp_info[c].h_samp_factor = info.comp_info[c].v_samp_factor = 1;
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < picture.height; ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(cameo::PictureView(picture).row(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const Bytes bytes(memory, memory + size);
  std::free(memory);
  return bytes;
}

/// An APP1 segment with an orientation behind the start of image.
inline Bytes with_orientation(const Bytes& jpeg, int orientation, bool big_endian) {
  Bytes tiff;
  put(tiff, big_endian ? 0x4D4D : 0x4949, 2);
  put(tiff, 42, 2, big_endian);
  put(tiff, 8, 4, big_endian);
  put(tiff, 2, 2, big_endian);  // two entries: the width, then the orientation
  for (const auto& [tag, value] :
       {std::pair(0x0100u, 7u), std::pair(0x0112u, static_cast<unsigned>(orientation))}) {
    put(tiff, tag, 2, big_endian);
    put(tiff, 3, 2, big_endian);
    put(tiff, 1, 4, big_endian);
    put(tiff, value, 2, big_endian);
    put(tiff, 0, 2, big_endian);
  }
  put(tiff, 0, 4, big_endian);
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  put(out, 0xFFE1, 2, true);
  put(out, static_cast<std::uint32_t>(tiff.size() + 8), 2, true);
  for (char c : std::string("Exif\0\0", 6)) out.push_back(static_cast<std::uint8_t>(c));
  out.insert(out.end(), tiff.begin(), tiff.end());
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

/// Rows as PNG stores them, of any colour type and depth. The palette is (index * 40, 255 - index, index).
inline Bytes png(const std::vector<Bytes>& rows, int width, int color_type, int depth,
                 bool interlaced = false) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes bytes;
  png_set_write_fn(
      png, &bytes,
      [](png_structp png, png_bytep data, png_size_t size) {
        auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
        out.insert(out.end(), data, data + size);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(rows.size()), depth,
               color_type, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (color_type == PNG_COLOR_TYPE_PALETTE) {
    std::vector<png_color> palette;
    Bytes alpha;
    for (int i = 0; i < (1 << depth) && i < 6; ++i) {
      palette.push_back(
          {static_cast<png_byte>(i * 40), static_cast<png_byte>(255 - i), static_cast<png_byte>(i)});
      alpha.push_back(static_cast<std::uint8_t>(i * 50));
    }
    png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
    png_set_tRNS(png, info, alpha.data(), static_cast<int>(alpha.size()), nullptr);
  }
  std::vector<png_bytep> pointers;
  for (const Bytes& row : rows) pointers.push_back(const_cast<png_bytep>(row.data()));
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

/// A BMP with a header of 40 bytes. `rows` in the file's order, each padded to four bytes here.
inline Bytes bmp(const std::vector<Bytes>& rows, int width, int height, int bits, const Bytes& palette = {},
                 std::uint32_t compression = 0) {
  Bytes out{'B', 'M'};
  put(out, 0, 8);
  put(out, static_cast<std::uint32_t>(54 + palette.size()), 4);
  put(out, 40, 4);
  put(out, static_cast<std::uint32_t>(width), 4);
  put(out, static_cast<std::uint32_t>(height), 4);
  put(out, 1, 2);
  put(out, static_cast<std::uint32_t>(bits), 2);
  put(out, compression, 4);
  put(out, 0, 8);
  put(out, 0, 4);
  put(out, compression == 3 ? 0 : static_cast<std::uint32_t>(palette.size() / 4), 4);
  put(out, 0, 4);
  out.insert(out.end(), palette.begin(), palette.end());  // or, when compression is 3, the masks
  for (const Bytes& row : rows) {
    out.insert(out.end(), row.begin(), row.end());
    put(out, 0, static_cast<int>(3 - (row.size() + 3) % 4));
  }
  return out;
}

inline Bytes of(const std::string& text) { return Bytes(text.begin(), text.end()); }

}  // namespace image_bytes
