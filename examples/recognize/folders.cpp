// SPDX-License-Identifier: MIT
#include <algorithm>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery/exact_distance.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

struct KnownFace {
  std::string name;
  cameo::FaceDescriptor descriptor;
};

/// The first face of each picture. Warnings go to stdout, as Python's do.
std::vector<KnownFace> known_faces(Recognizer& recognizer, PictureList& list) {
  std::vector<KnownFace> known;
  for_each_picture(
      recognizer, list, [&](const Path& path, const cameo::Picture&, const std::vector<Face>& faces) {
        if (faces.size() > 1)
          say("WARNING: More than one face found in {}. Only considering the first face.\n", path.string());
        if (faces.empty())
          say("WARNING: No faces found in {}. Ignoring file.\n", path.string());
        else
          known.push_back({path.stem().string(), faces[0].descriptor});
      });
  return known;
}

/// As Python writes a float.
std::string in_python(double number) {
  const std::string text = fmt::format("{}", number);
  return text.find_first_not_of("0123456789") == text.npos ? text + ".0" : text;
}

void print_result(const Path& path, const std::string& name, std::optional<double> distance,
                  bool show_distance) {
  say("{},{}", path.string(), name);
  if (show_distance) say(",{}", distance ? in_python(*distance) : "None");
  say("\n");
}

}  // namespace

int recognize_folders(const FolderOptions& options) {
  if (options.unknown.empty())
    throw Failure(fmt::format("UNKNOWN is missing behind '{}': the picture or folder to look at",
                              options.known.string()));
  check_files(options, std::array{options.known, options.unknown});
  PictureList known_list = list_pictures({options.known}), unknown_list = list_pictures({options.unknown});
  Recognizer recognizer(options);
  const std::vector<KnownFace> known = known_faces(recognizer, known_list);
  json results = json::array();
  const auto print = [&](const Path& path, const std::string& name, std::optional<double> distance) {
    print_result(path, name, distance, options.show_distance);
    results.push_back(
        {{"file", path.string()}, {"name", name}, {"distance", distance ? json(*distance) : json()}});
  };
  for_each_picture(recognizer, unknown_list,
                   [&](const Path& path, const cameo::Picture&, const std::vector<Face>& faces) {
                     for (const Face& face : faces) {
                       bool is_known = false;
                       for (const KnownFace& person : known) {
                         const double distance = exact_distance(person.descriptor, face.descriptor);
                         if (distance > options.tolerance) continue;
                         is_known = true;
                         print(path, person.name, distance);
                       }
                       if (!is_known) print(path, "unknown_person", std::nullopt);
                     }
                     if (faces.empty()) print(path, "no_persons_found", std::nullopt);
                   });
  std::vector<Unreadable> unreadable = known_list.unreadable;
  unreadable.insert(unreadable.end(), unknown_list.unreadable.begin(), unknown_list.unreadable.end());
  write_json(options, recognizer.milliseconds,
             {{"results", results}, {"tolerance", options.tolerance}, {"unreadable", to_json(unreadable)}});
  return unreadable.empty() ? 0 : 1;
}

}  // namespace recognize
