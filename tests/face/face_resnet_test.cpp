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
static_assert(2 * StoredParameters<FaceResNet, Weights::bf16>::size < 1.01 * sizeof(Parameters<FaceResNet>));
static_assert(4 * StoredParameters<FaceResNet, Weights::int8>::size < 1.02 * sizeof(Parameters<FaceResNet>));

namespace face_resnet_test {

/// dlib's published weights, or null where there are none.
std::unique_ptr<Parameters<FaceResNet>> published() {
  const char* folder = std::getenv("CAMEO_FACE_MODELS");
  if (folder == nullptr) return nullptr;
  const std::string path = std::string(folder) + "/dlib_face_recognition_resnet_model_v1.dat";
  const auto file = read_file(path, 1 << 26);
  REQUIRE(file);
  auto parameters = std::make_unique<Parameters<FaceResNet>>();
  REQUIRE(load_dlib_weights<FaceResNet>(file->bytes(), path, *parameters).message() == "");
  return parameters;
}

/// Of the second made-up face.
std::vector<std::uint8_t> chip_of_face() {
  const Picture picture = made_up::smooth_picture(made_up::height, made_up::width, 3);
  const auto place = place_of_face(made_up::landmarks_of(made_up::faces()[1]));
  REQUIRE(place);
  const auto chip = extract_chip(picture, *place);
  REQUIRE(chip);
  return chip->pixels;
}

template <class Model>
FaceDescriptor descriptor_of(Model& model, const std::vector<std::uint8_t>& chip) {
  FaceDescriptor found;
  REQUIRE(!model.predict(Dataset{.size = {150, 150, 3}, .bytes = chip}, found));
  return found;
}

double distance(const FaceDescriptor& a, const FaceDescriptor& b) {
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) square += std::pow(double{a[i]} - double{b[i]}, 2);
  return std::sqrt(square);
}

constexpr const char* no_weights = "CAMEO_FACE_MODELS names no folder with dlib's published weights";

TEST_CASE("With the published weights, the descriptor of a chip is dlib's within 1e-4") {
  const auto parameters = published();
  if (parameters == nullptr) CAMEO_SKIP(no_weights);
  const auto predictor = std::make_unique<Predictor<FaceResNet, Borrowed>>(*parameters);
  CHECK(distance(descriptor_of(*predictor, made_up::noise()), dlib_figures::descriptor_of_noise) < 1e-4);
  CHECK(distance(descriptor_of(*predictor, chip_of_face()), dlib_figures::descriptor_of_face_1) < 1e-4);
}

/// Those of one person are less than 0.6 apart.
TEST_CASE("With the published weights stored small, a descriptor stays where it was") {
  const auto parameters = published();
  if (parameters == nullptr) CAMEO_SKIP(no_weights);
  const auto check = [&]<class Stored>(Stored, double bound) {
    const auto small = std::make_unique<Predictor<FaceResNet, Stored>>();
    REQUIRE(!small->quantize(*parameters));
    CHECK(distance(descriptor_of(*small, made_up::noise()), dlib_figures::descriptor_of_noise) < bound);
    CHECK(distance(descriptor_of(*small, chip_of_face()), dlib_figures::descriptor_of_face_1) < bound);
  };
  check(Weights::bf16(), 0.01);
  check(Weights::int8(), 0.04);
}

}  // namespace face_resnet_test
