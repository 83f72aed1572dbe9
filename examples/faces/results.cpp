// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <cameo/ext/contact_sheet.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <cameo/io/atomic_file.hpp>
#include <cameo/report/names.hpp>
#include <nlohmann/json.hpp>

namespace faces {

using nlohmann::json;

namespace {

json to_json(const BinaryScores& scores) {
  const auto& counts = scores.confusion;
  return {{"loss", scores.loss},
          {"accuracy", scores.accuracy},
          {"balanced_accuracy", scores.balanced_accuracy},
          {"auc", scores.auc},
          {"confusion", {{counts[0], counts[1]}, {counts[2], counts[3]}}}};
}

json to_json(std::span<const cameo::EpochScores> history) {
  const auto list = [&](float cameo::EpochScores::*figure) {
    json values = json::array();
    for (const cameo::EpochScores& epoch : history) values.push_back(epoch.*figure);
    return values;
  };
  return {{"loss", list(&cameo::EpochScores::loss)},
          {"accuracy", list(&cameo::EpochScores::accuracy)},
          {"val_loss", list(&cameo::EpochScores::val_loss)},
          {"val_accuracy", list(&cameo::EpochScores::val_accuracy)}};
}

void write(const json& figures, const std::filesystem::path& path) {
  const std::string text = figures.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
  check(cameo::write_file_atomically(path.string(), text));
}

}  // namespace

void write_json(const Results& results, const std::filesystem::path& path) {
  write({{"test", to_json(results.test)},
         {"history", to_json(results.history)},
         {"step_ms", results.step_ms},
         {"samples",
          {{"train", results.train_samples},
           {"validation", results.validation_samples},
           {"test", results.test_samples}}},
         {"simd_target", cameo::target_name},
         {"trainer_bytes", results.trainer_bytes},
         {"skipped", results.skipped}},
        path);
}

void write_json(const BinaryScores& test, const std::filesystem::path& path) {
  write({{"test", to_json(test)}, {"simd_target", cameo::target_name}}, path);
}

void write_sheet(std::span<const cameo::PictureView> pictures, const std::filesystem::path& path) {
  const auto shown = pictures.first(std::min(pictures.size(), most_on_sheet));
  check(cameo::write_png(value_of(cameo::contact_sheet(shown, 20, 4)), path));
}

}  // namespace faces
