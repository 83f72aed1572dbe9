// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery_access.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

int enroll(const EnrollOptions& options) {
  check_name(options.name, "a person's name", 255);
  check_files(options, options.pictures);
  Recognizer recognizer(options);
  Gallery gallery = open_or_make_gallery(options);
  gallery.vault().require(Role::enroll, "enroll");
  Enrollment enrollment{.name = options.name, .descriptors = {}};
  json refused = json::array();
  const std::vector<Path> pictures = list_pictures(options.pictures);
  for (const Path& path : pictures) {
    const auto face = recognizer.only_face(path);
    if (!face) {
      warn("{}\n", face.error().message());
      refused.push_back(face.error().message());
      continue;
    }
    for (const Match& match : gallery.nearest(face->descriptor, 1))
      if (match.name != options.name && match.distance <= options.tolerance)
        warn("{}: looks like {} too (distance {:.3f})\n", path.string(), match.name, match.distance);
    enrollment.descriptors.push_back(face->descriptor);
  }
  const std::size_t enrolled = enrollment.descriptors.size();
  if (enrolled == 0) throw Failure(fmt::format("{} is not enrolled: no picture can be used", options.name));
  gallery.enroll({&enrollment, 1});
  say("{}: {} enrolled, {} in all; {} in {}\n", options.name, counted(enrolled, "picture"),
      gallery.person(options.name).pictures, counted(gallery.people().size(), "person", "people"),
      options.gallery.string());
  write_json(options, recognizer.milliseconds,
             {{"name", options.name},
              {"enrolled", enrolled},
              {"refused", refused},
              {"tolerance", options.tolerance}});
  return enrolled == pictures.size() ? 0 : 1;
}

int list(const GalleryOptions& options) {
  check_files(options);
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::enroll, "list");
  gallery.note("list", {}, "");
  json people = json::array();
  for (const Person& person : gallery.people()) {
    say("{}: {}\n", person.name, counted(person.pictures, "picture"));
    people.push_back({{"name", person.name}, {"pictures", person.pictures}});
  }
  write_json(options, {}, {{"people", people}});
  return 0;
}

int remove(const RemoveOptions& options) {
  check_files(options);
  open_gallery(options).remove(options.name);
  say("{} is removed\n", options.name);
  write_json(options, {}, {{"removed", options.name}});
  return 0;
}

}  // namespace recognize
