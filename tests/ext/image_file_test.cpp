// SPDX-License-Identifier: MIT
#include "cameo/ext/image_file.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <string>
#include "catch.hpp"

#include "cameo/ext/contact_sheet.hpp"
#include "image_bytes.hpp"

using namespace cameo;

TEST_CASE("what is no picture is named") {
  REQUIRE(decode_image({}, "a.jpg").error().message() == "'a.jpg': the file is empty");
  REQUIRE(decode_image(image_bytes::of("GIF89a"), "a.jpg").error().message() ==
          "'a.jpg': it is a GIF picture, but JPEG, PNG, BMP and PNM are read");
  REQUIRE(decode_image(image_bytes::of("text"), "a.jpg").error().message() ==
          "'a.jpg': it is no JPEG, PNG, BMP or PNM picture");
  const std::string longest(300, 'n');
  REQUIRE(decode_image({}, longest).error().message() ==
          "'..." + std::string(120, 'n') + "': the file is empty");
}

TEST_CASE("files that cannot be read give the system's reason") {
  REQUIRE(read_image("no/such.png").error().message() ==
          "no/such.png: cannot be read: No such file or directory");
  REQUIRE(read_image(".").error().message() == ".: cannot be read: Is a directory");
  const std::filesystem::path pipe = std::filesystem::temp_directory_path() / "cameo_image_pipe.png";
  std::filesystem::remove(pipe);
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  REQUIRE(read_image(pipe).error().message() == pipe.string() + ": is not a regular file");
  std::filesystem::remove(pipe);
}

TEST_CASE("a contact sheet") {
  Picture gray(1, 2, 1), color(2, 1, 3);
  gray.pixels = {10, 20};
  color.pixels = {1, 2, 3, 4, 5, 6};
  const PictureView pictures[] = {gray, color, gray};
  const Result<Picture> sheet = contact_sheet(pictures, 2, 1);
  REQUIRE(sheet);
  REQUIRE(sheet->height == 7);
  REQUIRE(sheet->width == 7);
  const PictureView view = *sheet;
  REQUIRE(view.pixel(1, 2)[2] == 20);
  REQUIRE(view.pixel(2, 4)[1] == 5);
  REQUIRE(view.pixel(4, 1)[0] == 10);
  REQUIRE(view.pixel(0, 0)[0] == 255);
  REQUIRE(view.pixel(2, 1)[0] == 255);
  REQUIRE(view.pixel(4, 4)[0] == 255);
  REQUIRE(contact_sheet(pictures, 10, 0)->width == 6);
  REQUIRE_FALSE(contact_sheet({}, 2, 1));
  REQUIRE(contact_sheet(pictures, 1, 6000).error().message() ==
          "contact sheet: 3 pictures in 1 columns make 24006x12002 pixels, but 100 million are the most");
  REQUIRE_FALSE(contact_sheet(pictures, 0, 1));
  REQUIRE_FALSE(contact_sheet(pictures, 2, -1));
  REQUIRE_FALSE(contact_sheet(pictures, 2, 2'147'483'647));
  const PictureView empty[] = {{}};
  REQUIRE_FALSE(contact_sheet(empty, 1, 0));
}

TEST_CASE("two hundred photographs") {
  const char* data = std::getenv("CAMEO_TEST_DATA");
  if (!data) {
    WARN("CAMEO_TEST_DATA is not set: skipped");
    return;
  }
  int pictures = 0;
  const std::filesystem::path folder = std::filesystem::path(data) / "lfw" / "view1_test";
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".jpg" || pictures == 200) continue;
    const Result<Picture> picture = read_image(file.path());
    INFO(picture.error().message());
    REQUIRE(picture);
    REQUIRE(picture->height == 250);
    REQUIRE(picture->width == 250);
    REQUIRE(picture->channels == 3);
    ++pictures;
  }
  REQUIRE(pictures == 200);
}
