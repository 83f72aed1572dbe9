// SPDX-License-Identifier: MIT
#include <sys/resource.h>
#include <zlib.h>

#include <csignal>
#include <fstream>

#include "catch.hpp"

#include "../data/test_picture.hpp"
#include "cameo/ext/image_file.hpp"
#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;

namespace png_test {

Picture decoded(const Bytes& bytes) {
  Result<Picture> picture = decode_image(bytes, "test.png");
  INFO(picture.error().message());
  REQUIRE(picture);
  return *std::move(picture);
}

std::filesystem::path temporary(const char* name) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "cameo_png_test";
  std::filesystem::create_directories(folder);
  return folder / name;
}

TEST_CASE("PNGs of 8 bits, alpha dropped") {
  const std::vector<Bytes> rows{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
                                {13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24}};
  const Picture gray = decoded(image_bytes::png(rows, 12, PNG_COLOR_TYPE_GRAY, 8));
  REQUIRE(gray.channels == 1);
  REQUIRE(gray.height == 2);
  REQUIRE(gray.width == 12);
  REQUIRE(gray.pixels[13] == 14);
  const Picture gray_alpha = decoded(image_bytes::png(rows, 6, PNG_COLOR_TYPE_GRAY_ALPHA, 8));
  REQUIRE(gray_alpha.pixels == Bytes{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23});
  const Picture color = decoded(image_bytes::png(rows, 4, PNG_COLOR_TYPE_RGB, 8));
  REQUIRE(color.channels == 3);
  REQUIRE(color.pixels[12] == 13);
  const Picture color_alpha = decoded(image_bytes::png(rows, 3, PNG_COLOR_TYPE_RGB_ALPHA, 8));
  REQUIRE(color_alpha.pixels == Bytes{1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23});
}

TEST_CASE("PNGs of 16 bits are rounded to 8") {
  const std::vector<Bytes> rows{{0, 0, 0, 128, 0, 129, 255, 255, 128, 0, 254, 200}};
  REQUIRE(decoded(image_bytes::png(rows, 6, PNG_COLOR_TYPE_GRAY, 16)).pixels ==
          Bytes{0, 0, 1, 255, 128, 254});
  REQUIRE(decoded(image_bytes::png(rows, 2, PNG_COLOR_TYPE_RGB, 16)).pixels == Bytes{0, 0, 1, 255, 128, 254});
}

TEST_CASE("PNGs of fewer bits and with a palette") {
  REQUIRE(decoded(image_bytes::png({{0b10100000}}, 3, PNG_COLOR_TYPE_GRAY, 1)).pixels == Bytes{255, 0, 255});
  REQUIRE(decoded(image_bytes::png({{0b00011011}}, 4, PNG_COLOR_TYPE_GRAY, 2)).pixels ==
          Bytes{0, 85, 170, 255});
  REQUIRE(decoded(image_bytes::png({{0x0F}}, 2, PNG_COLOR_TYPE_GRAY, 4)).pixels == Bytes{0, 255});
  const Bytes three_and_one{120, 252, 3, 40, 254, 1};
  REQUIRE(decoded(image_bytes::png({{0b11010000}}, 2, PNG_COLOR_TYPE_PALETTE, 2)).pixels == three_and_one);
  REQUIRE(decoded(image_bytes::png({{0x31}}, 2, PNG_COLOR_TYPE_PALETTE, 4)).pixels == three_and_one);
  REQUIRE(decoded(image_bytes::png({{3, 1}}, 2, PNG_COLOR_TYPE_PALETTE, 8)).pixels == three_and_one);
}

TEST_CASE("interlaced PNGs") {
  const Picture picture = test_picture(11, 9, 3);
  std::vector<Bytes> rows;
  for (int y = 0; y < 11; ++y)
    rows.emplace_back(PictureView(picture).row(y), PictureView(picture).row(y) + 27);
  REQUIRE(decoded(image_bytes::png(rows, 9, PNG_COLOR_TYPE_RGB, 8, true)).pixels == picture.pixels);
}

TEST_CASE("a PNG cut anywhere is an error that names it") {
  const Bytes whole = image_bytes::png({{1, 2, 3, 4, 5, 6}, {9, 8, 7, 6, 5, 4}}, 2, PNG_COLOR_TYPE_RGB, 8);
  REQUIRE(decode_image(whole, "test.png"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Result<Picture> cut = decode_image(
        Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), "people/half.png");
    REQUIRE_FALSE(cut);
    REQUIRE(cut.error().message().starts_with("'people/half.png': "));
  }
}

TEST_CASE("a PNG with a damaged byte is an error") {
  const Bytes whole = image_bytes::png({{1, 2, 3, 4, 5, 6}, {9, 8, 7, 6, 5, 4}}, 2, PNG_COLOR_TYPE_RGB, 8);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    CAPTURE(at);
    Bytes damaged = whole;
    damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ 0x10);
    REQUIRE_FALSE(decode_image(damaged, "test.png"));
  }
}

TEST_CASE("a written PNG reads back, and replaces what was there") {
  const std::filesystem::path path = temporary("picture.png");
  for (int channels : {3, 1}) {
    const Picture picture = test_picture(7, 9, channels);
    const Error error = write_png(picture, path);
    INFO(error.message());
    REQUIRE_FALSE(error);
    const Result<Picture> back = read_image(path);
    REQUIRE(back);
    REQUIRE(back->channels == channels);
    REQUIRE(back->pixels == picture.pixels);
  }
}

TEST_CASE("a PNG that is written fast has the same pixels, and says what made it") {
  const std::filesystem::path path = temporary("fast.png");
  const Picture picture = test_picture(70, 90, 3);
  REQUIRE_FALSE(write_png(picture, path, {.fast = true, .software = "a test"}));
  REQUIRE(read_image(path)->pixels == picture.pixels);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  REQUIRE(bytes.find(std::string("tEXtSoftware\0a test", 19)) == 37);  // behind the first chunk
}

TEST_CASE("a PNG that cannot be written says why") {
  const std::filesystem::path nowhere = temporary("missing") / "picture.png";
  REQUIRE(write_png(test_picture(2, 2, 3), nowhere).message() ==
          Text(nowhere.string(), ": cannot be written: No such file or directory").view());
  REQUIRE(write_png(test_picture(2, 2, 2), temporary("x.png")));
  REQUIRE(write_png(Picture(), temporary("x.png")));
}

TEST_CASE("a full disk leaves the old picture and no other file") {
  const std::filesystem::path path = temporary("full.png");
  const Picture old = test_picture(3, 3, 1);
  REQUIRE_FALSE(write_png(old, path));
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{100, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);  // a write past 100 bytes fails as on a full disk
  const Error error = write_png(test_picture(60, 60, 3), path);
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  REQUIRE(error.message() == Text(path.string(), ": cannot be written: File too large").view());
  REQUIRE(read_image(path)->pixels == old.pixels);
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
    REQUIRE(entry.path().filename().string().find("full.png.") == std::string::npos);
}

TEST_CASE("a PNG is written where a link leads, and beside files of other names") {
  namespace fs = std::filesystem;
  const fs::path folder = temporary("links");
  fs::remove_all(folder);
  fs::create_directories(folder);
  const Picture picture = test_picture(4, 5, 3);
  REQUIRE_FALSE(write_png(test_picture(2, 2, 1), folder / "target.png"));
  fs::permissions(folder / "target.png", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("target.png", folder / "link.png");
  std::FILE* part = std::fopen((folder / "link.png.part").c_str(), "w");
  std::fputs("not ours", part);
  std::fclose(part);
  fs::create_symlink("link.png.part", folder / "target.png.part");
  REQUIRE_FALSE(write_png(picture, folder / "link.png"));
  REQUIRE(fs::is_symlink(folder / "link.png"));
  REQUIRE(read_image(folder / "target.png")->pixels == picture.pixels);
  REQUIRE(fs::status(folder / "target.png").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
  REQUIRE(fs::file_size(folder / "link.png.part") == 8);
  REQUIRE(fs::is_symlink(folder / "target.png.part"));
  REQUIRE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 4);
  REQUIRE(write_png(picture, "/dev/full").message() ==
          "/dev/full: cannot be written: No space left on device");
  fs::remove_all(folder);
}

TEST_CASE("PNGs of one pixel a row and millions of rows, and the other way round") {
  const auto check = [](int height, int width) {
    Picture picture(height, width, 1);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i)
      picture.pixels[i] = static_cast<std::uint8_t>(i >> 12);
    const std::filesystem::path path = temporary("long.png");
    REQUIRE_FALSE(write_png(picture, path));
    const Result<Picture> back = read_image(path);
    INFO(back.error().message());
    REQUIRE(back);
    REQUIRE(back->pixels == picture.pixels);
    std::filesystem::remove(path);
  };
  check(1'500'000, 1);
  check(1, 1'500'000);
}

TEST_CASE("a PNG is upright by EXIF's orientation") {
  const Bytes plain = image_bytes::png({{1, 2, 3}, {4, 5, 6}}, 3, PNG_COLOR_TYPE_GRAY, 8);
  Bytes exif{'e',  'X', 'I', 'f', 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1,
             0x12, 0,   3,   0,   0,   0,   1, 0,  6, 0, 0, 0, 0, 0, 0};
  const auto checksum = crc32(0, exif.data(), static_cast<unsigned>(exif.size()));
  Bytes chunk;
  image_bytes::put(chunk, exif.size() - 4, 4, true);
  chunk.insert(chunk.end(), exif.begin(), exif.end());
  image_bytes::put(chunk, checksum, 4, true);
  for (const std::ptrdiff_t behind :
       {std::ptrdiff_t{8 + 25}, static_cast<std::ptrdiff_t>(plain.size()) - 12}) {
    Bytes bytes = plain;  // behind the header, and behind the pixels
    bytes.insert(bytes.begin() + behind, chunk.begin(), chunk.end());
    const Picture picture = decoded(bytes);
    REQUIRE(picture.height == 3);
    REQUIRE(picture.pixels == Bytes{4, 1, 5, 2, 6, 3});
  }
}

}  // namespace png_test
