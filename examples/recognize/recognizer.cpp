// SPDX-License-Identifier: MIT
#include "recognizer.hpp"

#include <cameo/ext/face_finder.hpp>
#include <cameo/ext/image_file.hpp>
#include <cameo/face/extract_chip.hpp>

#include "common/failure.hpp"
#include "face_network.hpp"
#include "stopwatch.hpp"

namespace recognize {

using namespace cameo;
using namespace examples;

struct Recognizer::Finder {
  FaceFinder faces;
};

Recognizer::Recognizer(const CommonOptions& options) : upsamplings_(options.upsamplings) {
  if (options.models.empty())
    throw Failure(
        "give --models, or the environment variable RECOGNIZE_MODELS, the folder of the network and of the "
        "shape predictor; examples/recognize/run.sh makes one");
  load_face_network(options.models / "face_resnet.safetensors");
  const Path landmarks = options.models / "shape_predictor_5_face_landmarks.dat";
  finder_ = std::make_unique<Finder>(Finder{value_of(FaceFinder::open(landmarks.string()))});
}

Recognizer::~Recognizer() = default;

Result<Picture> Recognizer::read(const Path& path) {
  const Stopwatch stopwatch(milliseconds.read);
  return read_image(path);
}

Result<std::vector<Face>> Recognizer::faces(const Picture& picture) {
  const Result<std::vector<FoundFace>> found = [&] {
    const Stopwatch stopwatch(milliseconds.find);
    return finder_->faces.find(picture, upsamplings_);
  }();
  if (!found) return found.error();
  std::vector<Face> faces;
  for (const FoundFace& one : *found) {
    Face face{
        .box = one.box, .score = one.score, .landmarks = one.landmarks, .quality = {}, .descriptor = {}};
    Picture chip;
    {
      const Stopwatch stopwatch(milliseconds.align);
      const Result<FacePlace> place = place_of_face(face.landmarks);
      if (!place) return place.error();
      Result<Picture> extracted = extract_chip(picture, *place);
      if (!extracted) return extracted.error();
      chip = *std::move(extracted);
      face.quality = face_quality(picture, *place, chip);
    }
    {
      const Stopwatch stopwatch(milliseconds.embed);
      face.descriptor = describe(chip);
    }
    faces.push_back(std::move(face));
  }
  return faces;
}

Result<Face> Recognizer::only_face(const Path& path) {
  const Result<Picture> picture = read(path);
  if (!picture) return picture.error();
  Result<std::vector<Face>> all = faces(*picture);
  const std::string name = path.string();
  if (!all) return Error(tail_of(name), ": ", all.error().message());
  if (all->empty()) return Error(tail_of(name), ": there is no face in it");
  if (all->size() > 1)
    return Error(tail_of(name), ": there are ", all->size(), " faces in it, but one is needed");
  if (const Error error = check_quality(all->front().quality))
    return Error(tail_of(name), ": ", error.message());
  return all->front();
}

}  // namespace recognize
