// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/core/result.hpp>
#include <cameo/data/picture.hpp>
#include <cameo/face/face_resnet.hpp>
#include <filesystem>
#include <memory>
#include <string>

namespace recognize {

/// Pictures are kept larger than the network's input, so that augmentation has something to turn and shift.
inline constexpr int embedding_picture_side = 88;

/// What a network of `recognize train` sees of a picture with a face in its middle: the middle .6 of the
/// shorter side, as a gray square.
cameo::Result<cameo::Picture> embedding_picture(cameo::PictureView picture);

/// A network of `recognize train`, to predict with.
class EmbeddingNetwork {
 public:
  /// Reads its weights. A Failure when the file has none of this network.
  explicit EmbeddingNetwork(const std::filesystem::path& weights);
  EmbeddingNetwork(const EmbeddingNetwork&) = delete;
  EmbeddingNetwork& operator=(const EmbeddingNetwork&) = delete;
  ~EmbeddingNetwork();

  /// Which network, weights and pictures its descriptors are of.
  std::string name() const;

  /// Of the picture and its mirror. A Failure when the picture cannot be prepared.
  cameo::FaceDescriptor describe(cameo::PictureView picture);

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace recognize
