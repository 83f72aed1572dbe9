// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "model_file.hpp"

namespace faces {

using namespace examples;

namespace {
/// The picture as the only one of its set.
Result<LoadedImages> read_one(const Path& path, const Preparation& preparation) {
  const std::array<LabelledFile, 1> file{{{path, 0}}};
  const auto prepare_picture = [&](PictureView picture, std::array<int, 3>) {
    return prepare(picture, preparation);
  };
  return load_images(file, {preparation.side, preparation.side, 3},
                     {.prepare = prepare_picture, .strict = true, .threads = 1});
}
}  // namespace

int predict(const PredictOptions& options) {
  static FaceModel model;  // too large for a stack
  model.load(options.model);
  const ModelInfo& info = model.info();
  int status = 0;
  for (const Path& path : options.pictures) {
    const Result<LoadedImages> image = read_one(path, info.preparation);
    if (!image) {
      warn("{}\n", image.error().message());
      status = 1;
      continue;
    }
    float p = 0;
    check(model.predict(image->dataset(), std::span(&p, 1)));
    say("{}: {} {:.4f}\n", path.string(), info.class_names[p > 0.5f ? 1 : 0], std::max(p, 1 - p));
  }
  return status;
}

}  // namespace faces
