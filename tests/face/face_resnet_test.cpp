// SPDX-License-Identifier: MIT
#include "cameo/face/face_resnet.hpp"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/face/dlib_weights.hpp"
#include "cameo/face/extract_chip.hpp"
#include "cameo/io/file.hpp"
#include "catch.hpp"
#include "face/dlib_figures.hpp"
#include "face/made_up_picture.hpp"

using namespace cameo;

static_assert(FaceResNet::parameter_count == 5'607'488);
static_assert(std::same_as<FaceResNet::Output, Shape<128>>);
static_assert(std::same_as<FaceResNet::OutputOf<2>, Shape<35, 35, 32>>);

TEST_CASE("With the published weights, the descriptor of a chip is dlib's within 1e-4") {
  const char* folder = std::getenv("CAMEO_FACE_MODELS");
  if (folder == nullptr) CAMEO_SKIP("CAMEO_FACE_MODELS names no folder with dlib's published weights");
  const std::string path = std::string(folder) + "/dlib_face_recognition_resnet_model_v1.dat";
  const auto file = read_file(path, 1 << 26);
  REQUIRE(file);
  const auto predictor = std::make_unique<Predictor<FaceResNet>>();
  const Error error = load_dlib_weights<FaceResNet>(file->bytes(), path, predictor->parameters());
  CAPTURE(error.message());
  REQUIRE(!error);

  const auto check = [&](const std::vector<std::uint8_t>& chip, const std::array<float, 128>& expected) {
    FaceDescriptor found;
    REQUIRE(!predictor->predict(Dataset{.size = {150, 150, 3}, .bytes = chip}, found));
    double worst = 0, square = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double difference = std::fabs(double{found[i]} - double{expected[i]});
      worst = std::max(worst, difference);
      square += difference * difference;
    }
    CHECK(worst < 1e-4);
    return std::sqrt(square);
  };
  CHECK(check(made_up::noise(), dlib_figures::descriptor_of_noise) < 1e-4);

  const Picture picture = made_up::smooth_picture(made_up::height, made_up::width, 3);
  const auto place = place_of_face(made_up::landmarks_of(made_up::faces()[1]));
  REQUIRE(place);
  const auto chip = extract_chip(picture, *place);
  REQUIRE(chip);
  CHECK(check(chip->pixels, dlib_figures::descriptor_of_face_1) < 1e-4);
}
