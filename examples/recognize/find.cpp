// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

int find(const FindOptions& options) {
  check_files(options, options.pictures);
  PictureList list = list_pictures(options.pictures);
  Recognizer recognizer(options);
  json pictures = json::array();
  const auto tell = [&](const Path& path, const cameo::Picture& picture, const std::vector<Face>& faces) {
    json entries = json::array();
    say("{}: {}x{} pixels, {}\n", path.string(), picture.width, picture.height,
        faces.empty() ? "no face" : counted(faces.size(), "face"));
    for (const Face& face : faces) {
      say("  top {} left {} height {} width {}, score {:.2f}", face.box.top, face.box.left, face.box.height,
          face.box.width, face.score);
      const cameo::Error fault = cameo::check_quality(face.quality);
      say("{}{}\n", fault ? "; " : "", fault.message());
      entries.push_back(to_json(face));
    }
    pictures.push_back({{"file", path.string()}, {"faces", entries}});
  };
  for_each_picture(recognizer, list, tell);
  write_json(options, recognizer.milliseconds,
             {{"pictures", pictures}, {"unreadable", to_json(list.unreadable)}});
  return list.status();
}

}  // namespace recognize
