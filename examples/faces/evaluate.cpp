// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "commands.hpp"
#include "failure.hpp"
#include "model_file.hpp"
#include "results.hpp"

namespace faces {

namespace {
FaceModel model;
}

int evaluate(const EvaluateOptions& options) {
  model.load(options.model);
  const ModelInfo& info = model.info();
  const LoadedImages images = load_pictures(options.data, info.preparation, options.strict);
  if (info.class_names != images.class_names && info.class_names != ModelInfo{}.class_names)
    throw Failure(fmt::format("{}: its classes are {} and {}, but the model's are {} and {}",
                              options.data.string(), images.class_names[0], images.class_names[1],
                              info.class_names[0], info.class_names[1]));
  const BinaryScores scores = score(model.predict(images.dataset()), images.labels);
  fmt::print("{} pictures: ", images.paths.size());
  print_scores(scores, images.class_names);
  if (!options.json.empty()) write_json(scores, options.json);
  return 0;
}

}  // namespace faces
