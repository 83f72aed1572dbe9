// SPDX-License-Identifier: MIT
#include "recognize/watch/face_tracks.hpp"

#include <cmath>

#include "catch.hpp"

using namespace recognize;

namespace face_tracks_test {

TEST_CASE("The overlap of two boxes") {
  const cameo::Box box{0, 0, 10, 10};
  CHECK(overlap(box, box) == 1);
  CHECK(overlap(box, {0, 5, 10, 10}) == Approx(50.0 / 150));
  CHECK(overlap(box, {0, 10, 10, 10}) == 0);
  CHECK(overlap(box, {-20, 0, 10, 10}) == 0);
}

TEST_CASE("Faces are followed while they move, pass each other and are away for a moment") {
  FaceTracks tracks;
  std::size_t left = 0, right = 0;
  for (int frame = 1; frame <= 60; ++frame) {
    const cameo::Box first{100, 5 * frame, 80, 80}, second{10 + frame, 400 - 5 * frame, 80, 80};
    std::vector<cameo::Box> boxes{first, second};
    if (frame == 20) boxes.pop_back();
    const auto found = tracks.follow(boxes, static_cast<std::size_t>(frame));
    if (frame == 1) {
      left = found[0]->number;
      right = found[1]->number;
    }
    CHECK(found[0]->number == left);
    if (frame != 20) CHECK(found[1]->number == right);
  }
  REQUIRE(tracks.all().size() == 2);
  CHECK(tracks.all()[0]->first_frame == 1);
  CHECK(tracks.all()[0]->last_frame == 60);
  // Much later, or somewhere else, it is somebody new.
  CHECK(tracks.follow(std::vector{cameo::Box{100, 300, 80, 80}}, 90)[0]->number == 3);
  CHECK(tracks.follow(std::vector{cameo::Box{0, 0, 80, 80}}, 91)[0]->number == 4);
}

TEST_CASE("Who takes another's place is followed as somebody new") {
  FaceTracks tracks;
  const std::vector boxes{cameo::Box{100, 300, 80, 80}};
  FaceTrack& first = *tracks.follow(boxes, 1)[0];
  first.add({}, 1);
  tracks.follow(boxes, 2);
  const FaceTrack& second = tracks.begin_anew(*tracks.follow(boxes, 3)[0]);
  CHECK(first.last_frame == 1);
  CHECK(second.number == 2);
  CHECK(second.first_frame == 2);
  CHECK(second.last_frame == 3);
  CHECK(tracks.follow(boxes, 4)[0] == &second);
}

TEST_CASE("A track is as far from a face as those that were seen are, in the mean of squares") {
  FaceTrack track{.number = 1, .box = {}, .first_frame = 1, .last_frame = 1, .answer = {}};
  cameo::FaceDescriptor one{}, three{};
  one.fill(1);
  three.fill(3);
  track.add(one, 1);
  track.add(three, 5);
  CHECK(track.face.mean[7] == 2);
  CHECK(track.face.scatter == 128);
  CHECK(cameo::face_distance(track.face, one) == Approx(std::sqrt((0 + 4 * 128) / 2.0)));
  CHECK(track.embedded == 2);
  CHECK(track.embedded_frame == 5);
  for (std::size_t frame = 6; frame < 100; ++frame) track.add(one, frame);
  CHECK(track.face.mean[7] == Approx(1).margin(1e-3));  // those of long ago fade
  CHECK(track.face.scatter < 0.1f);
}

}  // namespace face_tracks_test
