// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/crop.hpp>
#include <cameo/data/picture.hpp>
#include <cameo/face/face_place.hpp>
#include <cameo/face/face_quality.hpp>
#include <cameo/face/face_resnet.hpp>
#include <filesystem>
#include <future>
#include <memory>
#include <vector>

#include "commands.hpp"

namespace recognize {

/// A face of a picture, and all that is known of it.
struct Face {
  cameo::Box box;  ///< it may reach beyond the picture
  double score;    ///< of the finder: the larger the surer
  std::vector<cameo::PicturePoint> landmarks;
  cameo::FaceQuality quality;
  cameo::Picture chip;                 ///< what the network sees
  cameo::FaceDescriptor descriptor{};  ///< once it has
};

/// Where the time goes.
struct Milliseconds {
  double read = 0, find = 0, align = 0, embed = 0, search = 0;
};

/// From pictures to the descriptors of their faces.
class Recognizer {
 public:
  /// Reads the network and the finder. A Failure when one of them is missing or is none.
  explicit Recognizer(const CommonOptions& options);
  Recognizer(const Recognizer&) = delete;
  Recognizer& operator=(const Recognizer&) = delete;
  ~Recognizer();

  /// The picture of a file. Error: it cannot be read.
  cameo::Result<cameo::Picture> read(const Path& path);

  /// The faces of a picture, the surest first. Error: too little memory.
  cameo::Result<std::vector<Face>> faces(const cameo::Picture& picture);

  /// The same without their descriptors, which describe() adds.
  cameo::Result<std::vector<Face>> find(const cameo::Picture& picture);
  void describe(Face& face);

  /// The only face of a file, good enough to recognise somebody. Error: also none, several, or a poor one.
  cameo::Result<Face> only_face(const Path& path);

  /// The face of a file that is nearest to the picture's middle. Error: there is none.
  cameo::Result<Face> central_face(const Path& path);

  /// Which network, weights and pictures the descriptors are of.
  std::string network();

  /// So far.
  Milliseconds milliseconds;

 private:
  struct Finder;  // of dlib's headers, which take a while to compile
  std::unique_ptr<Finder> finder_;
  std::future<void> network_;  ///< until its weights are there, beside which faces are looked for
  int upsamplings_;
};

}  // namespace recognize
