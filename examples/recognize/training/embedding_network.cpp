// SPDX-License-Identifier: MIT
#include "embedding_network.hpp"

#include <algorithm>
#include <cameo/data/channels.hpp>
#include <cameo/data/crop.hpp>
#include <cameo/data/resize.hpp>
#include <cameo/face/mirror_average.hpp>
#include <cameo/io/weights_file.hpp>

#include "common/failure.hpp"
#include "embedding_net.hpp"
#include "recognize/weights_hash.hpp"

namespace recognize {

using namespace examples;

Result<Picture> embedding_picture(PictureView picture) {
  const int side = std::max(1, std::min(picture.height, picture.width) * 3 / 5);
  const Result<Picture> middle = center_crop(picture, side, side);
  if (!middle) return middle.error();
  const Result<Picture> gray = with_channels(*middle, 1);
  return gray ? resize(*gray, embedding_picture_side, embedding_picture_side) : gray;
}

struct EmbeddingNetwork::Model {
  Predictor<EmbeddingNet> predictor;
  std::array<float, EmbeddingNet::Input::size> x;
};

EmbeddingNetwork::EmbeddingNetwork(const std::filesystem::path& weights) : model_(std::make_unique<Model>()) {
  check(load_weights(weights.string(), model_->predictor.parameters()));
}

EmbeddingNetwork::~EmbeddingNetwork() = default;

std::string EmbeddingNetwork::name() const {
  return "EmbeddingNet of weights " + hash_of_weights(model_->predictor.parameters()) +
         ", on the middles of pictures";
}

FaceDescriptor EmbeddingNetwork::describe(PictureView picture) {
  static_assert(std::tuple_size_v<FaceDescriptor> == EmbeddingNet::Output::size);
  const Picture prepared = value_of(embedding_picture(picture));
  const Dataset one{.size = {prepared.height, prepared.width, 1}, .bytes = prepared.pixels};
  check(load_sample(one, 0, {EmbeddingNet::Input::height, EmbeddingNet::Input::width, 1}, false, 0,
                    model_->x.data()));
  FaceDescriptor descriptor, of_mirror;
  check(predict_with_mirror<EmbeddingNet>(model_->predictor, std::span(model_->x), descriptor, of_mirror));
  return descriptor;
}

}  // namespace recognize
