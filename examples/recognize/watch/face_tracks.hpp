// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/crop.hpp>
#include <cameo/face/face_distance-inl.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace recognize {

/// A face that is followed from frame to frame.
struct FaceTrack {
  std::size_t number = 0;  ///< from 1 on, in the order of coming
  cameo::Box box;          ///< where it was last
  std::size_t first_frame, last_frame;
  std::size_t embedded = 0;        ///< frames in which the network saw it
  std::size_t embedded_frame = 0;  ///< the last one of them
  cameo::FaceMean face{};          ///< the mean of what it said, lately above all
  bool is_over = false;            ///< somebody else is in its place
  bool is_sure = false;
  std::string answer;  ///< what was said of it last

  void add(const cameo::FaceDescriptor& seen, std::size_t frame);
};

/// Faces of one frame are those of the frames before whose boxes they overlap most.
class FaceTracks {
 public:
  /// The track of each face, which stays where it is until the next call. A face that overlaps none is a new
  /// one.
  std::vector<FaceTrack*> follow(std::span<const cameo::Box> faces, std::size_t frame);

  /// Somebody else has come into a track's place since the network saw it last: a track of its own.
  FaceTrack& begin_anew(FaceTrack& track);

  /// Those that are followed no more as well.
  std::vector<const FaceTrack*> all() const;

 private:
  FaceTrack* add(FaceTrack track);

  std::vector<std::unique_ptr<FaceTrack>> tracks_;
  std::vector<FaceTrack*> followed_;  ///< those of somebody who may still be there
};

/// The area that two boxes share over the area of both together.
double overlap(const cameo::Box& a, const cameo::Box& b);

}  // namespace recognize
