// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "../data/test_picture.hpp"
#include "../ext/image_bytes.hpp"

/// A small file of every kind that decode_image reads, for image_fuzz to begin with.
inline std::map<std::string, image_bytes::Bytes> image_seeds() {
  using namespace image_bytes;
  const cameo::Picture gray = test_picture(9, 11, 1), color = test_picture(9, 11, 3),
                       inks = test_picture(9, 11, 4);
  std::map<std::string, Bytes> seeds{
      {"gray.jpg", jpeg(gray, JCS_GRAYSCALE, JCS_GRAYSCALE, 50)},
      {"color.jpg", with_orientation(jpeg(color, JCS_RGB, JCS_YCbCr, 50), 6, true)},
      {"progressive.jpg", with_orientation(jpeg(color, JCS_RGB, JCS_YCbCr, 50, true), 5, false)},
      {"cmyk.jpg", jpeg(inks, JCS_CMYK, JCS_CMYK, 50)},
      {"ycck.jpg", jpeg(inks, JCS_CMYK, JCS_YCCK, 50)},
      {"p1.pbm", of("P1 3 2 101001")},
      {"p2.pgm", of("P2 # gray\n2 1 15 0 15")},
      {"p3.ppm", of("P3 1 2 255 1 2 3 250 251 252")},
      {"p4.pbm", of("P4 9 2 abcd")},
      {"p5.pgm", of("P5 2 1 65535\nabcd")},
      {"p6.ppm", of("P6 1 2 255\nabcdef")},
      {"bits1.bmp", bmp({{0xA0}}, 3, 1, 1, Bytes(8))},
      {"bits4.bmp", bmp({{0x10, 0x10}}, 3, 1, 4, Bytes(64))},
      {"bits8.bmp", bmp({{1, 0, 1}, {0, 1, 0}}, 3, -2, 8, Bytes(8))},
      {"runs8.bmp", bmp({{2, 1, 0, 3, 0, 1, 0, 0, 0, 0, 0, 2, 1, 1, 1, 1, 0, 1}}, 5, 4, 8, Bytes(8), 1)},
      {"runs4.bmp", bmp({{3, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1}}, 5, 2, 4, Bytes(64), 2)},
      {"bits16.bmp", bmp({{1, 2, 3, 4}}, 2, 1, 16, {0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0}, 3)},
      {"bits24.bmp", bmp({{1, 2, 3}, {4, 5, 6}}, 1, 2, 24)},
      {"bits32.bmp", bmp({{1, 2, 3, 4}}, 1, 1, 32)},
  };
  const std::vector<Bytes> rows(4, Bytes{10, 20, 30, 40, 50, 60, 70, 80});
  for (int interlaced : {0, 1}) {
    const std::string end = interlaced ? "i.png" : ".png";
    seeds["gray1" + end] = png(rows, 5, PNG_COLOR_TYPE_GRAY, 1, interlaced);
    seeds["gray16" + end] = png(rows, 4, PNG_COLOR_TYPE_GRAY, 16, interlaced);
    seeds["gray_alpha" + end] = png(rows, 4, PNG_COLOR_TYPE_GRAY_ALPHA, 8, interlaced);
    seeds["color" + end] = png(rows, 2, PNG_COLOR_TYPE_RGB, 8, interlaced);
    seeds["color_alpha16" + end] = png(rows, 1, PNG_COLOR_TYPE_RGB_ALPHA, 16, interlaced);
    seeds["palette" + end] =
        png(std::vector<Bytes>(3, Bytes{0x12, 0x30}), 3, PNG_COLOR_TYPE_PALETTE, 4, interlaced);
  }
  return seeds;
}
