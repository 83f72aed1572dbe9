// SPDX-License-Identifier: MIT
#include "face_network.hpp"

#include <algorithm>
#include <cameo/cameo.hpp>
#include <cameo/io/safetensors.hpp>
#include <cmath>

#include "common/failure.hpp"
#include "mapped_file.hpp"
#include "weights_hash.hpp"

namespace recognize {

namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21;

alignas(huge_page) cameo::Parameters<cameo::FaceResNet> parameters;
alignas(huge_page) cameo::Predictor<cameo::FaceResNet, cameo::Borrowed> network(parameters);

}  // namespace

void load_face_network(const std::filesystem::path& weights) {
  cameo::detail::prefer_huge_pages(parameters);
  const MappedFile file(weights);
  examples::check(cameo::load_weights(file.bytes(), weights.string(), parameters));
  network.prepare();
}

std::string face_network_name() {
  return "FaceResNet of weights " + hash_of_weights(parameters) +
         ", on faces that dlib finds and five landmarks turn upright";
}

cameo::FaceDescriptor describe(const cameo::Picture& chip) {
  cameo::FaceDescriptor descriptor;
  const cameo::Dataset one{.size = {chip.height, chip.width, chip.channels}, .bytes = chip.pixels};
  examples::check(network.predict(one, descriptor));
  constexpr float largest = 1e12f;  // the squares of larger ones have no sum
  if (!std::all_of(descriptor.begin(), descriptor.end(),
                   [](float value) { return std::abs(value) < largest; }))
    throw examples::Failure(
        "what the network says of a face is not finite: its weights are other ones, or damaged");
  return descriptor;
}

}  // namespace recognize
