// SPDX-License-Identifier: MIT
#include "face_network.hpp"

#include <fmt/format.h>

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cameo/cameo.hpp>
#include <cameo/io/safetensors.hpp>
#include <span>

#include "common/failure.hpp"

namespace recognize {

namespace {
cameo::Predictor<cameo::FaceResNet> network;
}  // namespace

void load_face_network(const std::filesystem::path& weights) {
  namespace mapping = boost::interprocess;
  try {  // without the copy that reading would make
    const mapping::file_mapping file(weights.c_str(), mapping::read_only);
    const mapping::mapped_region region(file, mapping::read_only);
    const std::span bytes(static_cast<const std::byte*>(region.get_address()), region.get_size());
    examples::check(cameo::load_weights(bytes, weights.string(), network.parameters()));
  } catch (const mapping::interprocess_exception& problem) {
    throw examples::Failure(fmt::format("{}: cannot be read: {}", weights.string(), problem.what()));
  }
  using In = cameo::FaceResNet::Input;
  describe(cameo::Picture(In::height, In::width, In::channels));  // the first prediction prepares the kernels
}

cameo::FaceDescriptor describe(const cameo::Picture& chip) {
  cameo::FaceDescriptor descriptor;
  const cameo::Dataset one{.size = {chip.height, chip.width, chip.channels}, .bytes = chip.pixels};
  examples::check(network.predict(one, descriptor));
  return descriptor;
}

}  // namespace recognize
