// SPDX-License-Identifier: MIT
#include "training_state.hpp"

#include <fmt/format.h>

#include <array>
#include <cameo/io/file.hpp>
#include <cameo/io/metadata.hpp>
#include <cameo/io/trainer_file.hpp>
#include <utility>

#include "failure.hpp"

namespace faces {

namespace {

/// The options that must stay as they were: with others, pictures to test would have been trained on, or
/// prepared otherwise.
std::array<std::pair<std::string, std::string>, 5> lasting_options(const TrainOptions& options) {
  const std::string test_split =
      options.test_split ? fmt::format("{}", *options.test_split) : std::string("not given");
  return {{{"--seed", fmt::format("{}", options.seed)},
           {"--test-split", options.test.empty() ? test_split : std::string("replaced by --test")},
           {"--validation-split", fmt::format("{}", options.validation_split)},
           {"--fit", options.preparation.center ? "center" : "squeeze"},
           {"--crop", options.augmentation.random_crop ? "given" : "not given"}}};
}

}  // namespace

Path state_file_of(const Path& model_or_folder) {
  const bool is_folder = std::filesystem::is_directory(model_or_folder);
  return Path(is_folder ? model_or_folder / "model" : model_or_folder).replace_extension(".trainer");
}

cameo::Error save_state(const Path& path, const FaceTrainer& trainer, const TrainOptions& options,
                        const std::vector<std::string>& class_names) {
  const auto lasting = lasting_options(options);
  std::vector<cameo::MetadataEntry> metadata{{"class_0", class_names[0]}, {"class_1", class_names[1]}};
  for (const auto& [name, value] : lasting) metadata.push_back({name, value});
  return cameo::save_trainer(trainer, path.string(), metadata);
}

std::vector<std::string> load_state(const Path& path, FaceTrainer& trainer, const TrainOptions& options) {
  const std::string where = path.string();
  const cameo::FileBytes file = value_of(cameo::read_file(where, cameo::trainer_size(trainer) + (1 << 20)));
  check(cameo::load_trainer(file.bytes(), where, trainer));
  const cameo::Metadata metadata = value_of(cameo::metadata_of(file.bytes(), where));
  for (const auto& [name, value] : lasting_options(options)) {
    const std::string before(metadata.find(name).value_or("not given"));
    if (before != value)
      throw Failure(fmt::format("{}: this training began with {} {}, but now it is {}; repeat the options",
                                where, name, before, value));
  }
  return {std::string(metadata.find("class_0").value_or("class 0")),
          std::string(metadata.find("class_1").value_or("class 1"))};
}

}  // namespace faces
