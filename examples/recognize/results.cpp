// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <algorithm>
#include <cameo/io/atomic_file.hpp>

#include "common/failure.hpp"

namespace recognize {

json to_json(const Face& face) {
  json landmarks = json::array();
  for (const cameo::PicturePoint& point : face.landmarks) landmarks.push_back({point.x, point.y});
  const cameo::Error fault = cameo::check_quality(face.quality);
  return {{"box",
           {{"top", face.box.top},
            {"left", face.box.left},
            {"height", face.box.height},
            {"width", face.box.width}}},
          {"score", face.score},
          {"landmarks", landmarks},
          {"quality",
           {{"side", face.quality.side},
            {"inside", face.quality.inside},
            {"brightness", face.quality.brightness},
            {"sharpness", face.quality.sharpness},
            {"fault", fault ? json(fault.message()) : json()}}}};
}

json to_json(std::span<const Match> matches) {
  json list = json::array();
  for (const Match& match : matches) list.push_back({{"name", match.name}, {"distance", match.distance}});
  return list;
}

json to_json(std::span<const Unreadable> unreadable) {
  json list = json::array();
  for (const Unreadable& one : unreadable)
    list.push_back({{"file", one.path.string()}, {"error", one.sentence}});
  return list;
}

namespace {

examples::FileRoles check_files(const CommonOptions& options, std::span<const Path> inputs,
                                std::initializer_list<Path> more_inputs) {
  examples::FileRoles roles;
  const auto add = [&](const Path& input) {
    if (!input.empty()) roles.add_input(input);
  };
  add(options.models);
  std::for_each(inputs.begin(), inputs.end(), add);
  std::for_each(more_inputs.begin(), more_inputs.end(), add);
  roles.add_text(options.json, "the figures");
  return roles;
}

}  // namespace

examples::FileRoles check_files(const CommonOptions& options, std::span<const Path> inputs) {
  return check_files(options, inputs, {});
}

examples::FileRoles check_files(const GalleryOptions& options, std::span<const Path> inputs) {
  return check_files(options, inputs, {options.gallery, options.key_file});
}

void write_json(const CommonOptions& options, const Milliseconds& milliseconds, json figures) {
  if (options.json.empty()) return;
  figures["milliseconds"] = {{"read", milliseconds.read},
                             {"find", milliseconds.find},
                             {"align", milliseconds.align},
                             {"embed", milliseconds.embed},
                             {"search", milliseconds.search}};
  figures["program"] = {{"cameo", CAMEO_VERSION}, {"simd_target", cameo::target_name}};
  const std::string text = figures.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
  examples::check(cameo::write_file_atomically(options.json.string(), text));
}

}  // namespace recognize
