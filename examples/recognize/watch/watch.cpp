// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include <chrono>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "common/output_folder.hpp"
#include "face_tracks.hpp"
#include "frame_source.hpp"
#include "recognize/decision/decision.hpp"
#include "recognize/drawing.hpp"
#include "recognize/gallery_access.hpp"
#include "recognize/pictures.hpp"
#include "recognize/results.hpp"
#include "recognize/stopwatch.hpp"

namespace recognize {

using namespace examples;

namespace {

bool is_folder(const Path& path) {
  std::error_code missing;
  return std::filesystem::is_directory(path, missing);
}

Path drawing_of(std::size_t frame, const WatchOptions& options) {
  return options.output / fmt::format("frame_{:06}.png", frame);
}

class Watch {
 public:
  Watch(const WatchOptions& options, Gallery& gallery)
      : options_(options),
        gallery_(gallery),
        rule_(options, gallery.people().size()),
        recognizer_(options),
        frames_(is_folder(options.source) ? open_folder(options.source) : open_video(options.source)) {
    rule_.check_network([&] { return recognizer_.network(); });
  }

  /// Until the last frame, or a signal. Returns the exit status.
  int run() {
    int status = 0;
    while (!interrupted()) {
      const auto next = [&] {
        const Stopwatch stopwatch(recognizer_.milliseconds.read);
        return frames_->next();
      }();
      if (next && !*next) break;
      ++frame_;
      if (!next) {
        warn("frame {}: {}\n", frame_, next.error().message());
        unreadable_.push_back({{"frame", frame_}, {"error", next.error().message()}});
        status = 1;
        continue;
      }
      const cameo::Picture& picture = **next;
      std::vector<Face> faces = value_of(recognizer_.find(picture));
      std::vector<cameo::Box> boxes;
      for (const Face& face : faces) boxes.push_back(face.box);
      const std::vector<FaceTrack*> tracks = tracks_.follow(boxes, frame_);
      std::vector<std::string> labels;
      for (std::size_t i = 0; i < faces.size(); ++i) {
        ++faces_;
        labels.push_back(look_at(faces[i], *tracks[i]).answer);
      }
      if (!options_.output.empty()) draw(picture, faces, labels);
    }
    return status;
  }

  void tell() const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    say("{} in {:.1f} s, {:.1f} a second{}\n", counted(frame_, "frame"), seconds, rate(1000 * seconds),
        interrupted() ? "; interrupted" : "");
    say("frames a second by stage:");
    for (const auto& [name, milliseconds] : stages()) say(" {} {:.0f}", name, rate(milliseconds));
    say("\nThe network saw {} of {}\n", embedded_, counted(faces_, "face"));
    for (const FaceTrack* track : tracks_.all())
      say("face {}: {}, frames {} to {}\n", track->number, track->answer, track->first_frame,
          track->last_frame);
    say("Answers are {}\n", rule_.sentence());
    json tracks = json::array();
    for (const FaceTrack* track : tracks_.all())
      tracks.push_back({{"face", track->number},
                        {"answer", track->answer},
                        {"sure", track->is_sure},
                        {"first_frame", track->first_frame},
                        {"last_frame", track->last_frame},
                        {"embedded", track->embedded}});
    write_json(options_, recognizer_.milliseconds,
               {{"frames", frame_},
                {"seconds", seconds},
                {"faces", faces_},
                {"embedded", embedded_},
                {"milliseconds_drawing", drawing_},
                {"threshold", rule_.to_json()},
                {"tracks", tracks},
                {"unreadable", unreadable_}});
  }

 private:
  /// Asks the network and the gallery, in each frame: a face that is in another's place may be another's. A
  /// poor picture of it tells nothing new. Returns the track whose face it is.
  const FaceTrack& look_at(Face& face, FaceTrack& followed) {
    const bool poor = static_cast<bool>(cameo::check_quality(face.quality));
    if (poor && followed.embedded > 0) return followed;
    recognizer_.describe(face);
    ++embedded_;
    const bool is_another = followed.embedded > 0 && cameo::face_distance(face.descriptor, followed.face) >
                                                         cameo::same_person_distance;
    FaceTrack& track = is_another ? tracks_.begin_anew(followed) : followed;
    track.add(face.descriptor, frame_);
    std::vector<Match> matches;
    {
      const Stopwatch stopwatch(recognizer_.milliseconds.search);
      gallery_.update();  // a camera may watch for days
      matches = gallery_.nearest(track.face, 2);
    }
    const Decision decision = rule_.decide(matches);
    track.is_sure = decision.answer != Answer::not_sure;
    const std::string answer =
        decision.answer == Answer::no ? "unknown" : matches[0].name + (track.is_sure ? "" : "?");
    if (answer != track.answer) {
      say("frame {}: face {} is {}\n", frame_, track.number, answer);
      flush_output();  // somebody may be waiting for it
    }
    track.answer = answer;
    return track;
  }

  void draw(const cameo::Picture& picture, std::span<const Face> faces, std::span<const std::string> labels) {
    const Stopwatch stopwatch(drawing_);
    write_drawing(draw_faces(picture, faces, labels), drawing_of(frame_, options_));
  }

  double rate(double milliseconds) const {
    return 1000 * static_cast<double>(frame_) / std::max(milliseconds, 1e-3);
  }

  std::vector<std::pair<std::string_view, double>> stages() const {
    const Milliseconds& spent = recognizer_.milliseconds;
    std::vector<std::pair<std::string_view, double>> stages{{"read", spent.read},
                                                            {"find", spent.find},
                                                            {"align", spent.align},
                                                            {"embed", spent.embed},
                                                            {"search", spent.search}};
    if (!options_.output.empty()) stages.emplace_back("draw", drawing_);
    return stages;
  }

  const WatchOptions& options_;
  Gallery& gallery_;
  DecisionRule rule_;
  Recognizer recognizer_;
  std::unique_ptr<FrameSource> frames_;
  FaceTracks tracks_;
  std::size_t frame_ = 0, faces_ = 0, embedded_ = 0;
  double drawing_ = 0;
  json unreadable_ = json::array();
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// A Failure when a drawing would replace a picture of the folder that is watched, or what is no drawing.
void check_drawings(const WatchOptions& options, FileRoles& roles) {
  if (options.output.empty()) return;
  check_apart(options.output, std::array{Path(options.source)});
  const std::size_t frames = is_folder(options.source) ? list_pictures({options.source}).files.size() : 0;
  for (std::size_t frame = 1; frame <= frames; ++frame)
    roles.add_output(drawing_of(frame, options), "a drawing");
  for (const auto& entry : std::filesystem::directory_iterator(options.output))
    if (const Path name = entry.path().filename();
        name.string().starts_with("frame_") && name.extension() == ".png")
      check_is_drawing(entry.path());
}

int watch(const WatchOptions& options) {
  Gallery gallery = open_gallery(options);
  std::optional<OutputFolder> folder;
  if (!options.output.empty()) folder.emplace(options.output);
  FileRoles roles = check_files(options, std::array{Path(options.source), options.report});
  check_drawings(options, roles);
  Watch watch(options, gallery);
  gallery.note("watch", {}, without_password(options.source));
  const int status = watch.run();
  watch.tell();
  return status;
}

}  // namespace

void add_watch(CLI::App& app, WatchOptions& options, Run& run) {
  CLI::App& command =
      *app.add_subcommand("watch", "who of the gallery comes and goes in a video or before a camera");
  command
      .add_option("SOURCE", options.source,
                  "folder of pictures in the order of names, a video, or a camera's number")
      ->required();
  add_path(command, "--output", options.output, "folder for the frames with boxes and names");
  add_gallery(command, options);
  add_decision(command, options);
  add_common(command, options);
  command.footer("Ctrl-C ends it with a summary.");
  command.callback([&] { run = [&] { return watch(options); }; });
}

}  // namespace recognize
