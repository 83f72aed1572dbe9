// SPDX-License-Identifier: MIT
#include <cameo/io/atomic_file.hpp>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery/template_file.hpp"
#include "gallery_access.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

int export_templates(const ExportOptions& options) {
  FileRoles roles = check_files(options, options.pictures);
  roles.add_output(options.npy, "the array");
  check(cameo::check_writable(options.npy.string(), 0));
  PictureList list = list_pictures(options.pictures);
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::admin, "export");
  gallery.note("export", {}, options.pictures.empty() ? "people" : "pictures");
  std::vector<cameo::FaceMean> rows;
  json names = json::array();
  Milliseconds milliseconds;
  if (options.pictures.empty()) {
    for (const Person& person : gallery.people()) {
      rows.push_back(person.face);
      names.push_back(person.name);
    }
  } else {
    Recognizer recognizer(options);
    const auto add_faces = [&](const Path& path, const cameo::Picture&, const std::vector<Face>& faces) {
      for (const Face& face : faces) {
        rows.push_back(gallery.transformed(face.descriptor));
        names.push_back(path.string());
      }
    };
    for_each_picture(recognizer, list, add_faces);
    milliseconds = recognizer.milliseconds;
  }
  write_templates(options.npy, rows);
  tell_of_change(fmt::format("{} is written", options.npy.string()), [&] {
    say("{}: {} of {} numbers; their Euclidean distances are those of the faces\n", options.npy.string(),
        counted(rows.size(), "template"), template_columns);
    write_json(options, milliseconds, {{"rows", names}, {"unreadable", to_json(list.unreadable)}});
  });
  return list.status();
}

}  // namespace recognize
