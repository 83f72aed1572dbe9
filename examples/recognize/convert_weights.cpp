// SPDX-License-Identifier: MIT
// convert_weights DAT SAFETENSORS: dlib_face_recognition_resnet_model_v1.dat as weights of FaceResNet.
#include <cameo/face/dlib_weights.hpp>
#include <cameo/face/face_resnet.hpp>
#include <cameo/io/file.hpp>
#include <cameo/io/weights_file.hpp>
#include <cstdio>
#include <filesystem>

#include "common/console.hpp"

namespace {

cameo::Error convert(const char* from, const char* to) {
  std::error_code missing;
  if (std::filesystem::equivalent(from, to, missing))
    return cameo::Error(to, ": the weights would replace it, but it is read too");
  static cameo::Parameters<cameo::FaceResNet> weights;
  const auto file = cameo::read_file(from, std::size_t{1} << 30);
  if (!file) return file.error();
  if (cameo::Error error = cameo::load_dlib_weights<cameo::FaceResNet>(file->bytes(), from, weights))
    return error;
  return cameo::save_weights(weights, to);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: convert_weights DAT SAFETENSORS\n", stderr);
    return 1;
  }
  const cameo::Error error = convert(arguments[1], arguments[2]);
  if (error) examples::warn("convert_weights: {}\n", error.message());
  return error ? 1 : 0;
}
