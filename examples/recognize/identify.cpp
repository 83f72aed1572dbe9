// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/output_folder.hpp"
#include "decision/decision.hpp"
#include "drawing.hpp"
#include "gallery_access.hpp"
#include "pictures.hpp"
#include "results.hpp"
#include "stopwatch.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr std::size_t most_matches = 3;

/// Where the drawing of each picture goes; a Failure when one would replace what is read, or another one.
std::vector<Path> drawings_of(const std::vector<Path>& pictures, const Path& folder, FileRoles& roles) {
  std::vector<Path> drawings;
  for (const Path& picture : pictures) {
    drawings.push_back(folder / picture.stem().concat(".png"));
    roles.add_output(drawings.back(), "the drawing of " + picture.string());
    check_is_drawing(drawings.back());
  }
  return drawings;
}

std::string label_of(const Decision& decision, std::span<const Match> matches) {
  if (decision.answer == Answer::no) return "unknown";
  return fmt::format("{}{} {:.2f}", matches[0].name, decision.answer == Answer::yes ? "" : "?",
                     matches[0].distance);
}

std::string sentence_of(const Decision& decision, std::span<const Match> matches, const Face& face) {
  const cameo::Error fault = cameo::check_quality(face.quality);
  const std::string poor = fault ? fmt::format("; {}", fault.message()) : "";
  if (matches.empty()) return "unknown" + poor;
  const std::string& name = matches[0].name;
  const std::string distance = fmt::format("{:.3f}", matches[0].distance);
  switch (decision.answer) {
    case Answer::yes:
      return fmt::format("{}, distance {}{}", name, distance, poor);
    case Answer::no:
      return fmt::format("unknown, nearest {}{}", distance, poor);
    default:
      return fmt::format("not sure, perhaps {}, distance {}: {}{}", name, distance, decision.reason, poor);
  }
}

}  // namespace

int identify(const IdentifyOptions& options) {
  PictureList pictures = list_pictures(options.pictures);
  Gallery gallery = open_gallery(options);
  std::optional<OutputFolder> folder;
  if (!options.output.empty()) folder.emplace(options.output);
  std::vector<Path> inputs = pictures.files;
  inputs.push_back(options.report);
  FileRoles roles = check_files(options, inputs);
  std::vector<Path> drawings;
  if (folder) check_apart(options.output, options.pictures);
  if (folder) drawings = drawings_of(pictures.files, options.output, roles);
  gallery.note("identify", {}, fmt::format("pictures: {}", pictures.files.size()));
  const DecisionRule rule(options, gallery.people().size());
  Recognizer recognizer(options);
  rule.check_network([&] { return recognizer.network(); });
  json entries = json::array();

  const auto name_faces = [&](const Path& path, const cameo::Picture& picture,
                              const std::vector<Face>& faces) {
    json list = json::array();
    std::vector<std::string> labels;
    if (faces.empty()) say("{}: no face\n", path.string());
    for (const Face& face : faces) {
      std::vector<Match> matches;
      {
        const Stopwatch stopwatch(recognizer.milliseconds.search);
        matches = gallery.nearest(face.descriptor, most_matches);
      }
      const Decision decision = rule.decide(matches);
      labels.push_back(label_of(decision, matches));
      say("{}: {}\n", path.string(), sentence_of(decision, matches, face));
      json entry = to_json(face);
      entry["answer"] = name_of(decision.answer);
      entry["name"] = decision.answer == Answer::yes ? json(matches[0].name) : json();
      entry["reason"] = decision.reason;
      entry["matches"] = to_json(matches);
      list.push_back(entry);
    }
    if (folder) {
      const auto place =
          std::find(pictures.files.begin(), pictures.files.end(), path) - pictures.files.begin();
      write_drawing(draw_faces(picture, faces, labels), drawings[static_cast<std::size_t>(place)]);
    }
    entries.push_back({{"file", path.string()}, {"faces", list}});
  };
  for_each_picture(recognizer, pictures, name_faces);
  if (folder)
    say("{} in {}\n", counted(entries.size(), "drawing"),
        std::filesystem::absolute(options.output).lexically_normal().string());
  say("Answers are {}\n", rule.sentence());
  write_json(
      options, recognizer.milliseconds,
      {{"threshold", rule.to_json()}, {"pictures", entries}, {"unreadable", to_json(pictures.unreadable)}});
  return pictures.status();
}

}  // namespace recognize
