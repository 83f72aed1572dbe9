// SPDX-License-Identifier: MIT
#include "picture_comparisons.hpp"

#include <sodium.h>

#include <algorithm>
#include <cameo/ext/image_file.hpp>
#include <cameo/ext/image_list.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "pairs_file.hpp"
#include "recognize/gallery/face_transform.hpp"
#include "recognize/pictures.hpp"
#include "recognize/training/embedding_network.hpp"

namespace recognize {

using namespace examples;

namespace {

using Descriptors = std::vector<std::optional<cameo::FaceDescriptor>>;

/// The descriptor of a picture's face. Error: there is none, or the picture cannot be read.
using Describe = std::function<cameo::Result<cameo::FaceDescriptor>(const Path& picture)>;

/// By dlib's network, of the face nearest the centre; or by that of `recognize train` whose weights are
/// given. Notes which one it is.
Describe describer(const ReportOptions& options, std::string& network) {
  if (!options.network.empty()) {
    const auto own = std::make_shared<EmbeddingNetwork>(options.network);
    network = own->name();
    return [own](const Path& path) -> cameo::Result<cameo::FaceDescriptor> {
      const auto picture = cameo::read_image(path);
      if (!picture) return picture.error();
      return own->describe(*picture);
    };
  }
  const auto recognizer = std::make_shared<Recognizer>(options);
  network = recognizer->network();
  return [recognizer](const Path& path) -> cameo::Result<cameo::FaceDescriptor> {
    const cameo::Result<Face> face = recognizer->central_face(path);
    if (!face) return face.error();
    return face->descriptor;
  };
}

/// The same picture under two people's names: one of the two is wrong, and their distance of 0 is no
/// stranger's.
void warn_of_two_names(const Descriptors& descriptors, const Comparisons& comparisons) {
  std::map<cameo::FaceDescriptor, std::size_t> known;
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    if (!descriptors[i]) continue;
    const std::size_t first = known.try_emplace(*descriptors[i], i).first->second;
    if (comparisons.person_of[i] != comparisons.person_of[first])
      warn("{}: is the same picture as {}, under another name\n", comparisons.files[i].string(),
           comparisons.files[first].string());
  }
}

/// One that cannot be described is noted in `left_out`.
Descriptors describe_pictures(const ReportOptions& options, Comparisons& comparisons) {
  const Describe describe = describer(options, comparisons.network);
  Descriptors descriptors;
  for (const Path& path : comparisons.files) {
    if (interrupted()) throw Failure("interrupted");
    descriptors.emplace_back();
    const auto descriptor = describe(path);
    if (descriptor)
      descriptors.back() = *descriptor;
    else
      comparisons.left_out.emplace_back(descriptor.error().message());
  }
  for (const std::string& sentence : comparisons.left_out) warn("{}\n", sentence);
  warn_of_two_names(descriptors, comparisons);
  return descriptors;
}

/// Leaves out pictures of a person that come before in the list: a pair of the same one is no pair.
void leave_out_again(Descriptors& descriptors, Comparisons& comparisons) {
  std::map<std::pair<std::uint32_t, cameo::FaceDescriptor>, std::size_t> known;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    const std::uint32_t person = comparisons.person_of[i];
    if (descriptors[i]) {
      const auto [same, is_new] = known.try_emplace({person, *descriptors[i]}, kept);
      if (!is_new) {
        warn("{}: is the same picture as {}; it counts once\n", comparisons.files[i].string(),
             comparisons.files[same->second].string());
        continue;
      }
    }
    descriptors[kept] = descriptors[i];
    comparisons.person_of[kept] = person;
    comparisons.files[kept++] = comparisons.files[i];
  }
  descriptors.resize(kept);
  comparisons.person_of.resize(kept);
  comparisons.files.resize(kept);
}

/// Numbers for people and pictures in the order of their coming.
class Numbering {
 public:
  explicit Numbering(Comparisons& comparisons) : comparisons_(comparisons) {}

  std::uint32_t picture(const ListedPicture& picture) {
    const auto [entry, is_new] = pictures_.try_emplace(picture.path, comparisons_.files.size());
    if (is_new) {
      comparisons_.files.push_back(picture.path);
      comparisons_.person_of.push_back(person(picture.person));
    }
    return static_cast<std::uint32_t>(entry->second);
  }

 private:
  std::uint32_t person(const std::string& name) {
    const auto [entry, is_new] = people_.try_emplace(name, comparisons_.people.size());
    if (is_new) comparisons_.people.push_back(name);
    return static_cast<std::uint32_t>(entry->second);
  }

  Comparisons& comparisons_;
  std::map<Path, std::size_t> pictures_;
  std::map<std::string, std::size_t> people_;
};

/// The folds of the list. A Failure when a person is in two of them.
void take_folds(const PairsFile& list, const Path& file, Comparisons& comparisons) {
  constexpr std::uint8_t none = 255;
  comparisons.folds.assign(comparisons.people.size(), none);
  for (std::size_t i = 0; i < list.pairs.size(); ++i)
    for (const std::uint32_t picture : {comparisons.pairs[i].first, comparisons.pairs[i].second}) {
      const std::uint32_t person = comparisons.person_of[picture];
      std::uint8_t& fold = comparisons.folds[person];
      const auto wanted = static_cast<std::uint8_t>(list.pairs[i].fold);
      if (fold != none && fold != wanted)
        throw Failure(fmt::format("{}: {} is in folds {} and {}, but each person belongs to one",
                                  file.string(), comparisons.people[person], fold + 1, wanted + 1));
      fold = wanted;
    }
}

/// The first picture of each person, with a face, is the gallery.
void identify_pictures(const Descriptors& descriptors, Comparisons& comparisons) {
  std::vector<std::uint32_t> gallery, others;
  std::vector<bool> enrolled(comparisons.people.size());
  for (std::uint32_t picture = 0; picture < descriptors.size(); ++picture) {
    if (!descriptors[picture]) continue;
    (enrolled[comparisons.person_of[picture]] ? others : gallery).push_back(picture);
    enrolled[comparisons.person_of[picture]] = true;
  }
  for (const std::uint32_t picture : others) {
    const std::uint32_t person = comparisons.person_of[picture];
    cameo::IdentificationTrial trial{person, 1, 0, std::numeric_limits<float>::infinity()};
    std::vector<float> nearer;
    for (const std::uint32_t known : gallery) {
      const float distance = cameo::face_distance(*descriptors[picture], *descriptors[known]);
      if (comparisons.person_of[known] == person)
        trial.person_distance = distance;
      else
        nearer.push_back(distance);
    }
    for (const float distance : nearer) {
      trial.rank += distance <= trial.person_distance;
      trial.other_distance = std::min(trial.other_distance, distance);
    }
    comparisons.probes.push_back({picture, trial});
  }
}

/// What the gallery's protection costs: the same pairs by templates, as one that has just been made would
/// keep them.
void tell_of_templates(const Descriptors& descriptors, const Comparisons& comparisons) {
  Secret key(crypto_stream_KEYBYTES);
  randombytes_buf(key.data(), key.size());
  const FaceTransform transform(View(key.data(), key.size()));
  std::vector<Template> templates(descriptors.size());
  for (std::size_t i = 0; i < descriptors.size(); ++i)
    if (descriptors[i]) templates[i] = transform.apply(*descriptors[i]);
  double largest = 0;
  std::size_t decisions = 0;
  for (const PicturePair& pair : comparisons.pairs) {
    const float distance = cameo::face_distance(templates[pair.first], templates[pair.second]);
    largest = std::max(largest, static_cast<double>(std::abs(distance - pair.distance)));
    decisions += (distance <= cameo::same_person_distance) != (pair.distance <= cameo::same_person_distance);
  }
  say("By a gallery's templates the distances differ by at most {:.0e}, and {} of {} at 0.6 are others.\n",
      largest, decisions, counted(comparisons.pairs.size(), "decision"));
}

}  // namespace

Comparisons compare_listed_pairs(const ReportOptions& options) {
  const PairsFile list = read_pairs_file(options.pairs, options.folder);
  Comparisons comparisons;
  Numbering numbers(comparisons);
  for (const ListedPair& pair : list.pairs)
    comparisons.pairs.push_back({0, numbers.picture(pair.first), numbers.picture(pair.second)});
  if (list.folds > 1) take_folds(list, options.pairs, comparisons);
  const Descriptors descriptors = describe_pictures(options, comparisons);
  const auto has_no_face = [&](const PicturePair& pair) {
    return !descriptors[pair.first] || !descriptors[pair.second];
  };
  comparisons.pairs_left_out = std::erase_if(comparisons.pairs, has_no_face);
  for (PicturePair& pair : comparisons.pairs)
    pair.distance = cameo::face_distance(*descriptors[pair.first], *descriptors[pair.second]);
  tell_of_templates(descriptors, comparisons);
  return comparisons;
}

Comparisons compare_people(const ReportOptions& options) {
  const cameo::ImageList list = value_of(cameo::list_images(options.people));
  tell_left_out(options.people, list.left_out);
  constexpr std::size_t most_pictures = 10'000;
  if (list.files.size() > most_pictures)
    throw Failure(fmt::format("{}: there are {} pictures, but all pairs of at most {} can be compared",
                              options.people.string(), list.files.size(), most_pictures));
  Comparisons comparisons;
  comparisons.people = list.class_names;
  for (const cameo::LabelledFile& file : list.files) {
    comparisons.files.push_back(file.path);
    comparisons.person_of.push_back(static_cast<std::uint32_t>(file.label));
  }
  Descriptors descriptors = describe_pictures(options, comparisons);
  leave_out_again(descriptors, comparisons);
  for (std::uint32_t a = 0; a < descriptors.size(); ++a)
    for (std::uint32_t b = 0; b < a; ++b) {
      if (descriptors[a] && descriptors[b])
        comparisons.pairs.push_back({cameo::face_distance(*descriptors[a], *descriptors[b]), a, b});
      else
        ++comparisons.pairs_left_out;
    }
  identify_pictures(descriptors, comparisons);
  return comparisons;
}

}  // namespace recognize
