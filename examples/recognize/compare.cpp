// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "decision/decision.hpp"
#include "gallery_access.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr int no = 2, not_sure = 3;

}  // namespace

int compare(const CompareOptions& options) {
  check_files(options, std::array{options.first, options.second});
  Recognizer recognizer(options);
  const Face first = value_of(recognizer.only_face(options.first));
  const Face second = value_of(recognizer.only_face(options.second));
  const double distance = as_written(cameo::face_distance(first.descriptor, second.descriptor));
  const bool same = distance <= options.tolerance;
  say("distance {:.3f}, {} the tolerance of {:.3g}: {}\n", distance, same ? "within" : "beyond",
      options.tolerance, same ? "probably the same person" : "probably different people");
  const Thresholds measured = Thresholds::published();
  const double false_matches = measured.false_match_rate(options.tolerance);
  const double false_non_matches = measured.false_non_match_rate(options.tolerance);
  const double as_near = measured.false_match_rate(distance);
  say("At {:.3g}, {} of the same sex pass, and {:.1f} of 100 pairs of one person do not ({}); {}{} would be "
      "at most {:.3f} apart.\n",
      options.tolerance, strangers_of(false_matches), 100 * false_non_matches, measured.source(),
      as_near > measured.least_far() ? "" : "fewer than ", strangers_of(as_near), distance);
  write_json(options, recognizer.milliseconds,
             {{"distance", distance},
              {"same", same},
              {"tolerance", options.tolerance},
              {"false_match_rate", false_matches},
              {"false_non_match_rate", false_non_matches},
              {"false_match_rate_of_distance", measured.false_match_rate(distance)},
              {"first", to_json(first)},
              {"second", to_json(second)}});
  return same ? 0 : no;
}

int verify(const VerifyOptions& options) {
  check_files(options, std::array{options.picture, options.report});
  Gallery gallery = open_gallery(options);
  const Person* asked = gallery.find(options.name);
  gallery.note("verify", asked != nullptr ? std::vector{asked->id} : std::vector<std::int64_t>(),
               asked != nullptr ? "" : unknown_name);
  if (gallery.find(options.name) == nullptr && cameo::is_image_name(options.name))
    throw Failure(fmt::format("there is nobody called '{}' in {}; the name comes before the picture",
                              options.name, options.gallery.string()));
  const Person& person = gallery.person(options.name);
  const DecisionRule rule(options, 1);
  Recognizer recognizer(options);
  rule.check_network([&] { return recognizer.network(); });
  const Face face = value_of(recognizer.only_face(options.picture));
  const Match match{person.name, gallery.distance(face.descriptor, person)};
  const Decision decision = rule.decide({&match, 1});
  say("{}: {}, distance {:.3f}{}{}\n", person.name, name_of(decision.answer), match.distance,
      decision.reason.empty() ? "" : ": ", decision.reason);
  say("It is {}\n", rule.sentence());
  write_json(options, recognizer.milliseconds,
             {{"name", person.name},
              {"distance", match.distance},
              {"answer", name_of(decision.answer)},
              {"reason", decision.reason},
              {"threshold", rule.to_json()},
              {"face", to_json(face)}});
  return decision.answer == Answer::yes ? 0 : decision.answer == Answer::no ? no : not_sure;
}

}  // namespace recognize
