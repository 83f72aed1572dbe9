// SPDX-License-Identifier: MIT

// dlib takes small matrices apart when it reads its detector. OpenBLAS, which Debian's dlib would have do
// that, takes longer to start.
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK

#include <algorithm>
#include <cameo/data/resize.hpp>
#include <cameo/ext/face_finder.hpp>
#include <cameo/ext/image_file.hpp>
#include <cameo/face/extract_chip.hpp>
#include <cameo/io/atomic_file.hpp>
#include <cameo/io/file.hpp>
#include <cmath>

#include "common/failure.hpp"
#include "face_network.hpp"
#include "mapped_file.hpp"
#include "recognizer.hpp"
#include "stopwatch.hpp"

namespace recognize {

using namespace cameo;
using namespace examples;

struct Recognizer::Finder {
  FaceFinder faces;
};

namespace {

/// dlib takes most of a second to unpack its detector of faces: what it has unpacked is kept beside the
/// models, where that may be written, and made again where it is missing or damaged.
FaceFinder open_finder(const Path& models) {
  const Path landmarks = models / "shape_predictor_5_face_landmarks.dat";
  const Path detector = models / "frontal_face_detector.dat";
  const auto make = [&](const std::string& packed) {
    auto predictor = value_of(ShapePredictor::parse(MappedFile(landmarks).bytes(), landmarks.string()));
    return FaceFinder::make(std::move(predictor), packed);
  };
  constexpr std::size_t most_bytes = std::size_t{1} << 24;
  if (const auto file = read_file(detector.string(), most_bytes)) {
    const std::string kept(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size());
    if (Result<FaceFinder> finder = make(kept)) return *std::move(finder);
  }
  const std::string packed = FaceFinder::packed_detector();
  Result<FaceFinder> finder = make(packed);  // a Failure where there are no models: nothing is written there
  (void)write_file_atomically(detector.string(), packed);
  return value_of(std::move(finder));
}

/// Larger pictures are looked through in this size, as by Python's command face_recognition.
constexpr int longest_side = 1600;

Result<std::vector<FoundFace>> find_boxes(FaceFinder& finder, const Picture& picture, int upsamplings) {
  const int side = std::max(picture.height, picture.width);
  if (side <= longest_side) return finder.find(picture, upsamplings);
  const double scale = static_cast<double>(side) / longest_side;
  const auto scaled = [](int length, double by) {
    return std::max(1, static_cast<int>(std::lround(length * by)));
  };
  const Result<Picture> smaller =
      resize(picture, scaled(picture.height, 1 / scale), scaled(picture.width, 1 / scale));
  if (!smaller) return smaller.error();
  Result<std::vector<FoundFace>> found = finder.find(*smaller, upsamplings);
  if (!found) return found;
  for (FoundFace& face : *found) {
    const auto moved = [&](int length) { return static_cast<int>(std::lround(length * scale)); };
    face.box = {moved(face.box.top), moved(face.box.left), moved(face.box.height), moved(face.box.width)};
    Result<std::vector<PicturePoint>> landmarks = finder.landmarks(picture, face.box);
    if (!landmarks) return landmarks.error();
    face.landmarks = *std::move(landmarks);
  }
  return found;
}

/// Twice the distance of a face's middle from the picture's, squared.
double off_center(const Face& face, const Picture& picture) {
  const double x = 2 * face.box.left + face.box.width - picture.width;
  const double y = 2 * face.box.top + face.box.height - picture.height;
  return x * x + y * y;
}

}  // namespace

Recognizer::Recognizer(const CommonOptions& options) : upsamplings_(options.upsamplings) {
  if (options.models.empty())
    throw Failure(
        "give --models, or the environment variable RECOGNIZE_MODELS, the folder of the network and of the "
        "shape predictor; examples/recognize/run.sh makes one");
  const Path weights = options.models / "face_resnet.safetensors";
  network_ = std::async(std::launch::async, [weights] { load_face_network(weights); });
  finder_ = std::make_unique<Finder>(Finder{open_finder(options.models)});
}

Recognizer::~Recognizer() = default;

Result<Picture> Recognizer::read(const Path& path) {
  const Stopwatch stopwatch(milliseconds.read);
  return read_image(path);
}

Result<std::vector<Face>> Recognizer::faces(const Picture& picture) {
  Result<std::vector<Face>> faces = find(picture);
  if (faces)
    for (Face& face : *faces) describe(face);
  return faces;
}

Result<std::vector<Face>> Recognizer::find(const Picture& picture) {
  const Result<std::vector<FoundFace>> found = [&] {
    const Stopwatch stopwatch(milliseconds.find);
    return find_boxes(finder_->faces, picture, upsamplings_);
  }();
  if (!found) return found.error();
  const Stopwatch stopwatch(milliseconds.align);
  std::vector<Face> faces;
  for (const FoundFace& one : *found) {
    const Result<FacePlace> place = place_of_face(one.landmarks);
    if (!place) return place.error();
    Result<Picture> chip = extract_chip(picture, *place);
    if (!chip) return chip.error();
    const FaceQuality quality = face_quality(picture, *place, *chip);
    faces.push_back({one.box, one.score, one.landmarks, quality, *std::move(chip)});
  }
  return faces;
}

std::string Recognizer::network() {
  if (network_.valid()) network_.get();
  return face_network_name();
}

void Recognizer::describe(Face& face) {
  const Stopwatch stopwatch(milliseconds.embed);
  if (network_.valid()) network_.get();
  face.descriptor = recognize::describe(face.chip);
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

Result<Face> Recognizer::central_face(const Path& path) {
  const Result<Picture> picture = read(path);
  if (!picture) return picture.error();
  Result<std::vector<Face>> all = find(*picture);
  const std::string name = path.string();
  if (!all) return Error(tail_of(name), ": ", all.error().message());
  const auto central = std::min_element(all->begin(), all->end(), [&](const Face& a, const Face& b) {
    return off_center(a, *picture) < off_center(b, *picture);
  });
  if (central == all->end()) return Error(tail_of(name), ": there is no face in it");
  describe(*central);
  return std::move(*central);
}

}  // namespace recognize
