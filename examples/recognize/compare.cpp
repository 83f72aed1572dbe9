// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery_access.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr int no = 2;

/// What a distance says: also how often strangers are so near (of the same sex, measured on LFW).
int tell_answer(double distance, double tolerance) {
  const bool same = distance <= tolerance;
  say("distance {:.3f}, {} the tolerance of {}: {}\n", distance, same ? "within" : "beyond", tolerance,
      same ? "probably the same person" : "probably different people");
  if (same && tolerance >= 0.6 && distance > 0.5)
    say("Near the tolerance: about one stranger in a hundred of the same sex comes as near.\n");
  return same ? 0 : no;
}

}  // namespace

int compare(const CompareOptions& options) {
  Recognizer recognizer(options);
  const Face first = value_of(recognizer.only_face(options.first));
  const Face second = value_of(recognizer.only_face(options.second));
  const double distance = static_cast<double>(cameo::face_distance(first.descriptor, second.descriptor));
  const int status = tell_answer(distance, options.tolerance);
  write_json(options, recognizer.milliseconds,
             {{"distance", distance},
              {"same", status == 0},
              {"first", to_json(first)},
              {"second", to_json(second)}});
  return status;
}

int verify(const VerifyOptions& options) {
  Gallery gallery = open_gallery(options);
  const Person* asked = gallery.find(options.name);
  gallery.note("verify", asked != nullptr ? std::vector{asked->id} : std::vector<std::int64_t>(),
               asked != nullptr ? "" : "a name that is not in the gallery");
  const Person& person = gallery.person(options.name);
  Recognizer recognizer(options);
  const Face face = value_of(recognizer.only_face(options.picture));
  const double distance = gallery.distance(face.descriptor, person);
  const int status = tell_answer(distance, options.tolerance);
  write_json(options, recognizer.milliseconds,
             {{"name", person.name}, {"distance", distance}, {"same", status == 0}, {"face", to_json(face)}});
  return status;
}

}  // namespace recognize
