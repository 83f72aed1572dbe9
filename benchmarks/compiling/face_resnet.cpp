// SPDX-License-Identifier: MIT
// dlib's network for faces, predicted by Cameo.
#include <cameo/cameo.hpp>
#include <cameo/face/face_resnet.hpp>

static cameo::Predictor<cameo::FaceResNet> predictor;

int main() {
  static std::array<float, cameo::FaceResNet::Input::size> x;
  cameo::FaceDescriptor y;
  return predictor.predict(x, y) ? 1 : 0;
}
