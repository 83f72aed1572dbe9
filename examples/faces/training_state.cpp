// SPDX-License-Identifier: MIT
#include "training_state.hpp"

#include <fmt/format.h>

#include <array>
#include <cameo/io/file.hpp>
#include <cameo/io/metadata.hpp>
#include <cameo/io/trainer_file.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/failure.hpp"
#include "common/numbers.hpp"

namespace faces {

using namespace examples;

namespace {

/// The options that must stay as they were: with others, pictures to test would have been trained on, or
/// pictures to train would be prepared or augmented otherwise.
std::array<std::pair<std::string, std::string>, 10> lasting_options(const TrainOptions& options) {
  const std::string test_split =
      options.test_split ? fmt::format("{}", *options.test_split) : std::string("not given");
  const auto flag = [](bool given) { return std::string(given ? "given" : "not given"); };
  const cameo::Augmentation& augmentation = options.augmentation;
  return {{{"--seed", fmt::format("{}", options.seed)},
           {"--test-split", options.test.empty() ? test_split : std::string("replaced by --test")},
           {"--validation-split", fmt::format("{}", options.validation_split)},
           {"--fit", options.preparation.center ? "center" : "squeeze"},
           {"--crop", flag(augmentation.random_crop)},
           {"--flip", flag(augmentation.horizontal_flip)},
           {"--rotate", fmt::format("{}", augmentation.rotation_degrees)},
           {"--brightness", fmt::format("{}", augmentation.brightness)},
           {"--contrast", fmt::format("{}", augmentation.contrast)},
           {"--balance", flag(options.balance)}}};
}

using Json = nlohmann::ordered_json;  // as in results.cpp: a second type of it takes seconds to compile
constexpr std::array figures{&cameo::EpochScores::loss, &cameo::EpochScores::accuracy,
                             &cameo::EpochScores::val_loss, &cameo::EpochScores::val_accuracy};

/// A row of figures for each epoch; what is not known (NaN) is null.
std::string to_text(const std::vector<cameo::EpochScores>& history) {
  Json rows = Json::array();
  for (const cameo::EpochScores& epoch : history) {
    Json& row = rows.emplace_back(Json::array());
    for (const auto figure : figures) row.push_back(epoch.*figure);
  }
  return rows.dump();
}

std::vector<cameo::EpochScores> to_history(std::string_view text) {
  std::vector<cameo::EpochScores> history;
  for (const Json& row : Json::parse(text)) {
    cameo::EpochScores& epoch = history.emplace_back();
    for (std::size_t i = 0; i < figures.size(); ++i)
      epoch.*figures[i] =
          row.at(i).is_null() ? std::numeric_limits<float>::quiet_NaN() : row.at(i).get<float>();
  }
  return history;
}

}  // namespace

std::uint64_t fingerprint_of(const cameo::LoadedImages& images) {
  std::uint64_t sum = 0xCBF29CE484222325u;
  const auto add = [&sum](std::uint64_t number) { sum = (sum ^ number) * 0x100000001B3u; };
  for (const std::uint8_t byte : images.bytes) add(byte);
  for (const float label : images.labels) add(static_cast<std::uint64_t>(label));
  return sum;
}

Path state_file_of(const Path& model_or_folder) {
  const bool is_folder = std::filesystem::is_directory(model_or_folder);
  return Path(is_folder ? model_or_folder / "model" : model_or_folder).replace_extension(".trainer");
}

cameo::Error save_state(const Path& path, const FaceTrainer& trainer, const TrainOptions& options,
                        const TrainingState& state) {
  const auto lasting = lasting_options(options);
  const std::string fingerprint = fmt::format("{}", state.fingerprint), history = to_text(state.history);
  std::vector<cameo::MetadataEntry> metadata{{"class_0", state.class_names[0]},
                                             {"class_1", state.class_names[1]},
                                             {"fingerprint", fingerprint},
                                             {"history", history}};
  for (const auto& [name, value] : lasting) metadata.push_back({name, value});
  return cameo::save_trainer(trainer, path.string(), metadata);
}

TrainingState load_state(const Path& path, FaceTrainer& trainer, const TrainOptions& options) {
  constexpr std::size_t most_metadata = 16 << 20;
  const std::string where = path.string();
  const cameo::FileBytes file =
      value_of(cameo::read_file(where, cameo::trainer_size(trainer) + most_metadata));
  check(cameo::load_trainer(file.bytes(), where, trainer));
  const cameo::Metadata metadata = value_of(cameo::metadata_of(file.bytes(), where));
  const auto entry = [&](const char* name) {
    const auto value = metadata.find(name);
    if (!value) throw Failure(fmt::format("{}: its metadata have no '{}'", where, name));
    return std::string(*value);
  };
  for (const auto& [name, value] : lasting_options(options)) {
    const auto before = metadata.find(name);  // of --flip and the numbers below it, older files say nothing
    if (before && *before != value)
      throw Failure(fmt::format("{}: this training began with {} {}, but now it is {}; repeat the options",
                                where, name, *before, value));
  }
  const auto fingerprint = whole_number<std::uint64_t>(entry("fingerprint"));
  if (!fingerprint) throw Failure(fmt::format("{}: its metadata's 'fingerprint' is no number", where));
  return {.class_names = {entry("class_0"), entry("class_1")},
          .fingerprint = *fingerprint,
          .history = to_history(entry("history"))};
}

}  // namespace faces
