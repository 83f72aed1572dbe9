// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <fmt/format.h>

#include <cameo/io/atomic_file.hpp>
#include <cameo/report/names.hpp>
#include <nlohmann/json.hpp>

#include "common/as_written.hpp"
#include "common/failure.hpp"
#include "face_net.hpp"

namespace faces {

using namespace examples;

using json = nlohmann::ordered_json;  // in the order of writing

namespace {

json to_json(const BinaryScores& scores) {
  const auto& counts = scores.confusion;
  return {{"loss", scores.loss},
          {"accuracy", scores.accuracy},
          {"balanced_accuracy", scores.balanced_accuracy},
          {"auc", scores.auc},
          {"confusion", {{counts[0], counts[1]}, {counts[2], counts[3]}}}};
}

json to_json(std::span<const Mistake> mistakes, const cameo::LoadedImages& images) {
  const auto name = [&](int label) { return images.class_names[static_cast<std::size_t>(label)]; };
  json list = json::array();
  for (const Mistake& mistake : mistakes)
    list.push_back({{"file", images.paths[mistake.index].string()},
                    {"class", name(mistake.truth)},
                    {"predicted", name(mistake.predicted)},
                    {"probability", as_written(mistake.probability)}});
  return list;
}

json to_json(std::span<const cameo::EpochScores> history) {
  const auto list = [&](float cameo::EpochScores::*figure) {
    json values = json::array();
    for (const cameo::EpochScores& epoch : history) values.push_back(as_written(epoch.*figure));
    return values;
  };
  return {{"loss", list(&cameo::EpochScores::loss)},
          {"accuracy", list(&cameo::EpochScores::accuracy)},
          {"val_loss", list(&cameo::EpochScores::val_loss)},
          {"val_accuracy", list(&cameo::EpochScores::val_accuracy)}};
}

/// A path that was not given is null.
json to_json(const Path& path) { return path.empty() ? json() : json(path.string()); }

json to_json(const TrainOptions& options) {
  return {{"data", to_json(options.data)},
          {"test", to_json(options.test)},
          {"test_split", options.test_split ? json(*options.test_split) : json()},
          {"validation_split", options.validation_split},
          {"epochs", options.epochs},
          {"batch", FaceTrainer::batch},
          {"seed", options.seed},
          {"fit", options.preparation.center ? "center" : "squeeze"},
          {"flip", options.augmentation.horizontal_flip},
          {"rotate", as_written(options.augmentation.rotation_degrees)},
          {"crop", options.augmentation.random_crop},
          {"brightness", as_written(options.augmentation.brightness)},
          {"contrast", as_written(options.augmentation.contrast)},
          {"balance", options.balance},
          {"strict", options.strict},
          {"output", to_json(options.output)},
          {"resume", to_json(options.resume)}};
}

/// What made the figures.
json program() {
  return {{"cameo", CAMEO_VERSION},
          {"highway", fmt::format("{}.{}.{}", HWY_MAJOR, HWY_MINOR, HWY_PATCH)},
          {"compiler", __VERSION__},
          {"simd_target", cameo::target_name}};
}

void write(const json& figures, const Path& path) {
  const std::string text = figures.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
  check(cameo::write_file_atomically(path.string(), text));
}

}  // namespace

void write_json(const TrainResults& results, const Parts& parts, const TrainOptions& options) {
  write({{"program", program()},
         {"options", to_json(options)},
         {"classes", parts.test.class_names},
         {"samples",
          {{"train", parts.train.paths.size()},
           {"validation", parts.validation.paths.size()},
           {"test", parts.test.paths.size()}}},
         {"skipped", results.skipped},
         {"learning_rate", as_written(results.learning_rate)},
         {"epochs_before", results.epochs_before},
         {"history", to_json(results.history)},
         {"test", to_json(results.test)},
         {"misclassified", to_json(results.mistakes, parts.test)},
         {"step_ms", results.step_ms},
         {"trainer_bytes", sizeof(FaceTrainer)}},
        options.json);
}

void write_json(const BinaryScores& scores, std::span<const Mistake> mistakes,
                const cameo::LoadedImages& images, const EvaluateOptions& options) {
  write({{"program", program()},
         {"options", {{"model", to_json(options.model)}, {"data", to_json(options.data)}}},
         {"classes", images.class_names},
         {"samples", images.paths.size()},
         {"skipped", images.skipped},
         {"test", to_json(scores)},
         {"misclassified", to_json(mistakes, images)}},
        options.json);
}

}  // namespace faces
