// SPDX-License-Identifier: MIT
#include <cameo/io/atomic_file.hpp>

#include "commands.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_roles.hpp"
#include "model_file.hpp"
#include "results.hpp"

namespace faces {

using namespace examples;

namespace {

void check_roles(const EvaluateOptions& options) {
  FileRoles roles;
  roles.add_input(options.model);
  roles.add_input(options.data);
  roles.add_text(options.json, "the figures");
}

}  // namespace

int evaluate(const EvaluateOptions& options) {
  check_roles(options);
  static FaceModel model;  // too large for a stack
  model.load(options.model);
  const ModelInfo& info = model.info();
  LoadedImages images = load_pictures(options.data, info.preparation, options.strict);
  if (info.class_names != ModelInfo{}.class_names)
    match_classes(images, info.class_names, options.data, "the model's");
  const Answers answers = answer(model, images.dataset());
  say("{}: ", counted(images.paths.size(), "picture"));
  print_scores(answers.scores, images.class_names);
  if (!options.json.empty())
    write_json(answers.scores, find_mistakes(answers.probabilities, images.labels), images, options);
  return 0;
}

}  // namespace faces
