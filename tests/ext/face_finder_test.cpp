// SPDX-License-Identifier: MIT
#include "cameo/ext/face_finder.hpp"

#include <dlib/image_processing/shape_predictor.h>

#include <cstdlib>
#include <string>

#include "cameo/ext/image_file.hpp"
#include "catch.hpp"

using namespace cameo;

namespace face_finder_test {

std::string models() {
  const char* folder = std::getenv("CAMEO_FACE_MODELS");
  return folder == nullptr ? "" : std::string(folder) + "/";
}

Picture picture(const std::string& name) {
  const auto read = read_image(std::string(std::getenv("CAMEO_FACE_PICTURES")) + "/" + name);
  CAPTURE(read.error().message());
  REQUIRE(read);
  return *read;
}

TEST_CASE("Faces are found where dlib's Python package finds them") {
  if (models().empty() || std::getenv("CAMEO_FACE_PICTURES") == nullptr)
    CAMEO_SKIP("CAMEO_FACE_MODELS and CAMEO_FACE_PICTURES name no folders");
  auto finder = FaceFinder::open(models() + "shape_predictor_5_face_landmarks.dat");
  CAPTURE(finder.error().message());
  REQUIRE(finder);

  // top, right, bottom and left in face_recognition's own tests
  const Picture whole = picture("obama.jpg");
  const auto faces = finder->find(whole);
  REQUIRE(faces);
  REQUIRE(faces->size() == 1);
  const FoundFace& face = faces->front();
  CHECK(face.box.top == 142);
  CHECK(face.box.left + face.box.width - 1 == 617);
  CHECK(face.box.top + face.box.height - 1 == 409);
  CHECK(face.box.left == 349);
  CHECK(face.score > 1);
  REQUIRE(face.landmarks.size() == 5);
  for (const PicturePoint& point : face.landmarks) {
    CHECK((point.x > face.box.left && point.x < face.box.left + face.box.width));
    CHECK((point.y > face.box.top && point.y < face.box.top + face.box.height));
  }
  const auto again = finder->landmarks(whole, face.box);
  REQUIRE(again);
  CHECK(*again == face.landmarks);

  const auto partial = finder->find(picture("obama_partial_face.jpg"));
  REQUIRE(partial);
  REQUIRE(partial->size() == 1);
  CHECK(partial->front().box.left < 0);  // beyond the picture

  const auto none = finder->find(Picture(200, 200, 1));
  REQUIRE(none);
  CHECK(none->empty());
  CHECK(finder->find(PictureView()).error().message() == "faces cannot be found in an empty picture");
  CHECK(finder->find(Picture(9, 9, 2)).error().message() ==
        "a picture has 1 or 3 channels, but 2 were to become 3");
}

TEST_CASE("Landmarks are those of dlib's own shape predictor") {
  if (models().empty() || std::getenv("CAMEO_FACE_PICTURES") == nullptr)
    CAMEO_SKIP("CAMEO_FACE_MODELS and CAMEO_FACE_PICTURES name no folders");
  const std::string file = models() + "shape_predictor_5_face_landmarks.dat";
  dlib::shape_predictor reference;
  dlib::deserialize(file) >> reference;
  const auto predictor = ShapePredictor::open(file);
  CAPTURE(predictor.error().message());
  REQUIRE(predictor);
  for (const char* name : {"obama.jpg", "biden.jpg", "obama_partial_face.jpg"}) {
    const Picture whole = picture(name);
    dlib::array2d<dlib::rgb_pixel> pixels(whole.height, whole.width);
    std::size_t next = 0;
    for (dlib::rgb_pixel& pixel : pixels) {
      pixel = {whole.pixels[next], whole.pixels[next + 1], whole.pixels[next + 2]};
      next += 3;
    }
    for (int step = 0; step < 40;
         ++step) {  // boxes of all sizes, on the face, beside it and across the border
      const Box box{whole.height * step / 60 - 40, whole.width * step / 50 - 30, 60 + 11 * step,
                    60 + 11 * step};
      const dlib::full_object_detection shape =
          reference(pixels, {box.left, box.top, box.left + box.width - 1L, box.top + box.height - 1L});
      const auto points = predictor->predict(whole, box);
      REQUIRE(points.size() == shape.num_parts());
      for (std::size_t i = 0; i < points.size(); ++i) {
        CHECK(points[i].x == static_cast<double>(shape.part(i).x()));
        CHECK(points[i].y == static_cast<double>(shape.part(i).y()));
      }
    }
  }
}

TEST_CASE("A file that is no shape predictor is an error") {
  const auto missing = FaceFinder::open("/nowhere/points.dat");
  REQUIRE(!missing);
  CHECK_THAT(std::string(missing.error().message()), cameo_test::contains("/nowhere/points.dat: "));
  if (models().empty()) CAMEO_SKIP("CAMEO_FACE_MODELS names no folder");
  const auto network = FaceFinder::open(models() + "dlib_face_recognition_resnet_model_v1.dat");
  REQUIRE(!network);
  CHECK_THAT(std::string(network.error().message()),
             cameo_test::contains("is it a shape predictor of dlib's?"));
}

TEST_CASE("Bytes that are no detector are an error") {
  if (models().empty()) CAMEO_SKIP("CAMEO_FACE_MODELS names no folder");
  auto predictor = ShapePredictor::open(models() + "shape_predictor_5_face_landmarks.dat");
  REQUIRE(predictor);
  const auto finder = FaceFinder::make(*std::move(predictor), "a letter");
  REQUIRE(!finder);
  CHECK_THAT(std::string(finder.error().message()),
             cameo_test::contains("these bytes are no detector of faces ("));
}

}  // namespace face_finder_test
