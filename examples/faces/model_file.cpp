// SPDX-License-Identifier: MIT
#include "model_file.hpp"

#include <cameo/io/weights_file.hpp>
#include <span>
#include <string_view>

#include "common/failure.hpp"
#include "common/numbers.hpp"

namespace faces {

using namespace examples;

namespace {

/// Whether this is of a model.trainer, which holds a training rather than a model.
bool holds_training(std::span<const std::byte> bytes) {
  const auto file = SafetensorsView::open(bytes, "model");
  if (!file) return false;
  bool found = false;
  // Its Error is of tensors that are cut off; the metadata stand before them.
  (void)file->for_each_metadata([&](std::string_view key, std::string_view value) {
    found = found || (key == "format" && value.starts_with("cameo trainer"));
    return Error();
  });
  return found;
}

ModelInfo info_of(const Metadata& metadata, const std::string& where) {
  ModelInfo info;
  for (std::size_t i = 0; i < info.class_names.size(); ++i)
    if (const auto name = metadata.find("class_" + std::to_string(i))) info.class_names[i] = *name;
  info.preparation.center = metadata.find("fit") == "center";
  if (const auto side = metadata.find("side")) {
    const auto number = whole_number<int>(*side);
    if (number < Preparation::input_side || number > 4 * Preparation::input_side)
      throw Failure(where + ": its metadata ask for pictures of " + std::string(*side) + " pixels");
    info.preparation.side = *number;
  }
  return info;
}

}  // namespace

void save_model(const std::filesystem::path& path, const Parameters<FaceNet>& parameters,
                const ModelInfo& info) {
  const std::string side = std::to_string(info.preparation.side);
  const std::array<MetadataEntry, 4> metadata{{{"class_0", info.class_names[0]},
                                               {"class_1", info.class_names[1]},
                                               {"fit", info.preparation.center ? "center" : "squeeze"},
                                               {"side", side}}};
  check(save_weights(parameters, path.string(), metadata));
}

void FaceModel::load(const std::filesystem::path& path) {
  // A training, which holds two moments beside the parameters, is read too, to say what it is.
  const FileBytes file =
      value_of(read_file(path.string(), 4 * weights_size(predictor_.parameters()) + (1 << 20)));
  if (holds_training(file.bytes()))
    throw Failure(
        path.string() +
        ": this is the state of a training, for train --resume; give the model.safetensors beside it");
  check(load_weights(file.bytes(), path.string(), predictor_.parameters()));
  info_ = info_of(value_of(metadata_of(file.bytes(), path.string())), path.string());
}

Scores FaceModel::evaluate(const Dataset& data) { return predictor_.evaluate<BinaryCrossentropy>(data); }

Error FaceModel::predict(const Dataset& data, std::span<float> probabilities) {
  return predictor_.predict(data, probabilities);
}

}  // namespace faces
