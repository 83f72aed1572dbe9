// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

struct KnownFace {
  std::string name;
  cameo::FaceDescriptor descriptor;
};

double distance_in_double(const cameo::FaceDescriptor& a, const cameo::FaceDescriptor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

/// The first face of each picture. Warnings go to stdout, as Python's do.
std::vector<KnownFace> known_faces(Recognizer& recognizer, const Path& folder, int& status) {
  std::vector<KnownFace> known;
  status = for_each_picture(
      recognizer, list_pictures({folder}),
      [&](const Path& path, const cameo::Picture&, const std::vector<Face>& faces) {
        if (faces.size() > 1)
          say("WARNING: More than one face found in {}. Only considering the first face.\n", path.string());
        if (faces.empty())
          say("WARNING: No faces found in {}. Ignoring file.\n", path.string());
        else
          known.push_back({path.stem().string(), faces[0].descriptor});
      });
  return known;
}

void print_result(const Path& path, const std::string& name, std::optional<double> distance,
                  bool show_distance) {
  say("{},{}", path.string(), name);
  if (show_distance) say(",{}", distance ? fmt::format("{}", *distance) : "None");
  say("\n");
}

}  // namespace

int recognize_folders(const FolderOptions& options) {
  std::error_code missing;
  if (!std::filesystem::is_directory(options.known, missing))
    throw Failure(
        fmt::format("'{}' is neither a command nor a folder of known people; see 'recognize --help'",
                    options.known.string()));
  if (options.unknown.empty())
    throw Failure(fmt::format("UNKNOWN is missing behind '{}': the picture or folder to look at",
                              options.known.string()));
  check_files(options, std::array{options.known, options.unknown});
  Recognizer recognizer(options);
  int status = 0;
  const std::vector<KnownFace> known = known_faces(recognizer, options.known, status);
  json results = json::array();
  const auto print = [&](const Path& path, const std::string& name, std::optional<double> distance) {
    print_result(path, name, distance, options.show_distance);
    results.push_back(
        {{"file", path.string()}, {"name", name}, {"distance", distance ? json(*distance) : json()}});
  };
  for (const Path& path : list_pictures({options.unknown})) {
    const auto picture = recognizer.read(path);
    if (!picture) {
      warn("{}\n", picture.error().message());
      status = 1;
      continue;
    }
    const std::vector<Face> faces = value_of(recognizer.faces(*picture));
    for (const Face& face : faces) {
      bool is_known = false;
      for (const KnownFace& person : known) {
        const double distance = distance_in_double(person.descriptor, face.descriptor);
        if (distance > options.tolerance) continue;
        is_known = true;
        print(path, person.name, distance);
      }
      if (!is_known) print(path, "unknown_person", std::nullopt);
    }
    if (faces.empty()) print(path, "no_persons_found", std::nullopt);
  }
  write_json(options, recognizer.milliseconds, {{"results", results}, {"tolerance", options.tolerance}});
  return status;
}

}  // namespace recognize
