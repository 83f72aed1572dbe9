// SPDX-License-Identifier: MIT
#include "face_tracks.hpp"

#include <algorithm>

namespace recognize {

namespace {

constexpr double least_overlap = 0.3;
constexpr std::size_t longest_absence = 10;  // frames after which somebody in the same place is somebody new
constexpr std::size_t most_in_mean = 10;     // a mean of all would hold on to who was there first

double area(const cameo::Box& box) { return static_cast<double>(box.width) * box.height; }

}  // namespace

double overlap(const cameo::Box& a, const cameo::Box& b) {
  const int width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const int height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const double shared = static_cast<double>(width) * height;
  return shared / (area(a) + area(b) - shared);
}

void FaceTrack::add(const cameo::FaceDescriptor& seen, std::size_t frame) {
  cameo::mix(face, seen, 1 / static_cast<float>(std::min(++embedded, most_in_mean)));
  embedded_frame = frame;
}

std::vector<FaceTrack*> FaceTracks::follow(std::span<const cameo::Box> faces, std::size_t frame) {
  struct Candidate {
    double overlap;
    std::size_t face;
    FaceTrack* track;
  };
  std::erase_if(followed_, [&](const FaceTrack* track) {
    return track->is_over || frame - track->last_frame > longest_absence;
  });
  std::vector<Candidate> candidates;
  for (FaceTrack* track : followed_)
    for (std::size_t face = 0; face < faces.size(); ++face)
      candidates.push_back({overlap(track->box, faces[face]), face, track});
  std::erase_if(candidates, [](const Candidate& one) { return one.overlap < least_overlap; });
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.overlap > b.overlap; });

  std::vector<FaceTrack*> found(faces.size());
  for (const Candidate& one : candidates)
    if (found[one.face] == nullptr && std::find(found.begin(), found.end(), one.track) == found.end())
      found[one.face] = one.track;
  for (std::size_t face = 0; face < faces.size(); ++face) {
    if (found[face] == nullptr)
      found[face] = add({.box = {}, .first_frame = frame, .last_frame = frame, .answer = {}});
    found[face]->box = faces[face];
    found[face]->last_frame = frame;
  }
  return found;
}

FaceTrack& FaceTracks::begin_anew(FaceTrack& track) {
  FaceTrack* anew = add({.box = track.box,
                         .first_frame = track.embedded_frame + 1,
                         .last_frame = track.last_frame,
                         .answer = {}});
  track.last_frame = track.embedded_frame;
  track.is_over = true;
  return *anew;
}

FaceTrack* FaceTracks::add(FaceTrack track) {
  track.number = tracks_.size() + 1;
  tracks_.push_back(std::make_unique<FaceTrack>(std::move(track)));
  followed_.push_back(tracks_.back().get());
  return followed_.back();
}

std::vector<const FaceTrack*> FaceTracks::all() const {
  std::vector<const FaceTrack*> all;
  for (const auto& track : tracks_) all.push_back(track.get());
  return all;
}

}  // namespace recognize
