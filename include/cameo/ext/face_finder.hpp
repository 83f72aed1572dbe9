// SPDX-License-Identifier: MIT
#pragma once

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms/image_pyramid.h>
#include <dlib/pixel.h>

#include <cstddef>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cameo/core/result.hpp"
#include "cameo/data/channels.hpp"
#include "cameo/data/crop.hpp"
#include "cameo/face/face_place.hpp"
#include "cameo/face/shape_predictor.hpp"

// Needs dlib (Debian: libdlib-dev).

namespace cameo::inline CAMEO_ABI {

/// A face in a picture.
struct FoundFace {
  Box box;       ///< dlib's square from the brows to the chin; it may reach beyond the picture
  double score;  ///< the larger the surer, above 0
  std::vector<PicturePoint> landmarks;  ///< for place_of_face
};

/// Finds upright faces seen from the front: dlib's detector of oriented gradients, which finds those of 80
/// pixels and more (40 with an upsampling); a ShapePredictor tells their landmarks. Every thread needs one of
/// its own.
class FaceFinder {
 public:
  /// Reads a shape predictor of 5 or 68 landmarks, such as shape_predictor_5_face_landmarks.dat. Error: the
  /// file cannot be read, or holds something else.
  static Result<FaceFinder> open(const std::string& path) {
    Result<ShapePredictor> predictor = ShapePredictor::open(path);
    if (!predictor) return predictor.error();
    Result<FaceFinder> finder = make(*std::move(predictor), packed_detector());
    if (!finder) return Error(tail_of(path), ": ", finder.error().message());
    return finder;
  }

  /// The same with a shape predictor that was read before, and with the bytes of packed_detector(), which
  /// take most of a second to make. Error: other than 5 or 68 landmarks, other bytes.
  static Result<FaceFinder> make(ShapePredictor predictor, const std::string& detector) try {
    const std::size_t points = predictor.landmarks();
    if (points != 5 && points != 68)
      return Error("it is a shape predictor of ", points, " points, but 5 or 68 are needed");
    FaceFinder finder;
    finder.predictor_ = std::move(predictor);
    std::istringstream in(detector);
    dlib::deserialize(finder.detector_, in);
    return finder;
  } catch (const std::exception& problem) {
    return Error("these bytes are no detector of faces (", tail_of(problem.what()), ")");
  }

  /// dlib's detector, as its serialize() writes it.
  static std::string packed_detector() { return dlib::get_serialized_frontal_faces(); }

  /// The faces of a picture, the surest first. Each of the `upsamplings` doubles the picture before, which
  /// finds faces of half the size in four times the time and memory. Error: an empty picture, other than 1 or
  /// 3 channels, too little memory.
  Result<std::vector<FoundFace>> find(PictureView picture, int upsamplings = 1) try {
    if (picture.size() == 0) return Error("faces cannot be found in an empty picture");
    const Result<Picture> in_color = with_channels(picture, 3);
    if (!in_color) return in_color.error();
    const Pixels pixels = pixels_of(*in_color);
    const dlib::pyramid_down<2> pyramid;
    Pixels larger, between;
    for (int i = 0; i < upsamplings; ++i) {
      dlib::pyramid_up(i == 0 ? pixels : larger, between, pyramid);
      (larger.swap)(between);
    }
    std::vector<dlib::rect_detection> detections;
    detector_(upsamplings > 0 ? larger : pixels, detections);
    std::vector<FoundFace> faces;
    for (const dlib::rect_detection& detection : detections) {
      const Box box = box_of(pyramid.rect_down(detection.rect, static_cast<unsigned>(upsamplings)));
      faces.push_back({box, detection.detection_confidence, predictor_.predict(*in_color, box)});
    }
    return faces;
  } catch (const std::bad_alloc&) {
    return Error("there is too little memory to find the faces of a picture of ", picture.height, "x",
                 picture.width, " pixels");
  }

  /// The landmarks of the face in a box that somebody else has found. Error: as find.
  Result<std::vector<PicturePoint>> landmarks(PictureView picture, Box box) const {
    if (picture.size() == 0) return Error("landmarks cannot be found in an empty picture");
    const Result<Picture> in_color = with_channels(picture, 3);
    if (!in_color) return in_color.error();
    return predictor_.predict(*in_color, box);
  }

 private:
  using Pixels = dlib::array2d<dlib::rgb_pixel>;

  static Pixels pixels_of(const Picture& picture) {
    Pixels pixels(picture.height, picture.width);
    const std::uint8_t* next = picture.pixels.data();
    for (dlib::rgb_pixel& pixel : pixels) {
      pixel = {next[0], next[1], next[2]};
      next += 3;
    }
    return pixels;
  }

  static Box box_of(const dlib::rectangle& box) {
    return {static_cast<int>(box.top()), static_cast<int>(box.left()), static_cast<int>(box.height()),
            static_cast<int>(box.width())};
  }

  dlib::frontal_face_detector detector_;
  ShapePredictor predictor_;
};

}  // namespace cameo::inline CAMEO_ABI
