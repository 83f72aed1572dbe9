// SPDX-License-Identifier: MIT
#include "model_file.hpp"

#include <cameo/io/file.hpp>
#include <cameo/io/safetensors.hpp>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "scores.hpp"

namespace faces {

using nlohmann::json;

namespace {

/// `{"__metadata__":{...},`, which stands before the names of the tensors in the header.
std::string metadata_text(const ModelInfo& info) {
  const json metadata{{"class_0", info.class_names[0]},
                      {"class_1", info.class_names[1]},
                      {"fit", info.preparation.center ? "center" : "squeeze"},
                      {"side", std::to_string(info.preparation.side)}};
  return "{\"__metadata__\":" + metadata.dump(-1, ' ', true, json::error_handler_t::replace) + ",";
}

ModelInfo info_of(std::span<const std::byte> file, const std::string& where) {
  const auto length = static_cast<std::size_t>(little_endian(file.first(8)));
  const auto* header = reinterpret_cast<const char*>(file.data()) + 8;
  const json metadata =
      json::parse(header, header + length, nullptr, false).value("__metadata__", json::object());
  ModelInfo info;
  info.class_names = {metadata.value("class_0", info.class_names[0]),
                      metadata.value("class_1", info.class_names[1])};
  info.preparation.center = metadata.value("fit", "squeeze") == "center";
  const std::string side = metadata.value("side", std::to_string(Preparation::input_side));
  info.preparation.side = std::atoi(side.c_str());
  if (info.preparation.side < Preparation::input_side || info.preparation.side > 4 * Preparation::input_side)
    throw Failure(where + ": its metadata ask for pictures of " + side + " pixels");
  return info;
}

}  // namespace

void save_model(const std::filesystem::path& path, const Parameters<FaceNet>& parameters,
                const ModelInfo& info) {
  std::vector<std::byte> file(weights_size(parameters));
  if (const Error error = write_weights(parameters, file))
    throw Failure(path.string() + ": not written: " + std::string(error.message()));
  constexpr std::size_t prefix = 8 + 1;  // the header's length and its first brace
  std::string metadata = metadata_text(info);
  metadata.append((8 - (metadata.size() - 1) % 8) % 8, ' ');  // the data begin at a multiple of 8
  const std::uint64_t length = little_endian(std::span<const std::byte>(file).first(8)) + metadata.size() - 1;
  const std::array<std::span<const std::byte>, 3> pieces{std::as_bytes(std::span(&length, 1)),
                                                         std::as_bytes(std::span<const char>(metadata)),
                                                         std::span<const std::byte>(file).subspan(prefix)};
  check(write_file_atomically(path.string(), pieces));
}

void FaceModel::load(const std::filesystem::path& path) {
  const FileBytes file =
      value_of(read_file(path.string(), weights_size(predictor_.parameters()) + (1 << 20)));
  check(load_weights(file.bytes(), path.string(), predictor_.parameters()));
  info_ = info_of(file.bytes(), path.string());
}

std::vector<float> FaceModel::predict(const Dataset& data) { return predict_all(predictor_, data); }

}  // namespace faces
