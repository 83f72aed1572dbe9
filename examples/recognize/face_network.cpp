// SPDX-License-Identifier: MIT
#include "face_network.hpp"

#include <cameo/cameo.hpp>
#include <cameo/io/weights_file.hpp>

#include "common/failure.hpp"

namespace recognize {

namespace {
cameo::Predictor<cameo::FaceResNet> network;
}  // namespace

void load_face_network(const std::filesystem::path& weights) {
  examples::check(cameo::load_weights(weights.string(), network.parameters()));
}

cameo::FaceDescriptor describe(const cameo::Picture& chip) {
  cameo::FaceDescriptor descriptor;
  const cameo::Dataset one{.size = {chip.height, chip.width, chip.channels}, .bytes = chip.pixels};
  examples::check(network.predict(one, descriptor));
  return descriptor;
}

}  // namespace recognize
