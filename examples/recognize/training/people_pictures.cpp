// SPDX-License-Identifier: MIT
#include "people_pictures.hpp"

#include <cameo/core/permutation.hpp>
#include <cmath>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "embedding_network.hpp"
#include "recognize/pictures.hpp"

namespace recognize {

using namespace cameo;
using namespace examples;

namespace {

using PicturesByPerson = std::vector<std::vector<LabelledFile>>;

/// The files of each person who has two at least.
PicturesByPerson group_by_person(const ImageList& list, int& left_out) {
  PicturesByPerson people(list.class_names.size());
  for (const LabelledFile& file : list.files) people[static_cast<std::size_t>(file.label)].push_back(file);
  left_out = static_cast<int>(std::erase_if(people, [](const auto& files) { return files.size() < 2; }));
  return people;
}

LoadedImages load(const std::vector<LabelledFile>& files) {
  const auto prepare = [](PictureView picture, std::array<int, 3>) { return embedding_picture(picture); };
  const auto stop = [](std::size_t, std::size_t) {
    if (interrupted()) throw Failure("interrupted before training");
  };
  LoadedImages images = value_of(load_images(files, {embedding_picture_side, embedding_picture_side, 1},
                                             {.prepare = prepare, .progress = stop}));
  for (const std::string& sentence : images.skipped) warn("skipped: {}\n", sentence);
  return images;
}

/// The files of some people, with labels from 0, and at most so many of each.
std::vector<LabelledFile> files_of(const PicturesByPerson& people, std::size_t most) {
  std::vector<LabelledFile> files;
  for (std::size_t person = 0; person < people.size(); ++person)
    for (std::size_t i = 0; i < std::min(most, people[person].size()); ++i)
      files.push_back({people[person][i].path, static_cast<int>(person)});
  return files;
}

}  // namespace

PeoplePictures load_people(const Path& folder, double validation_split, std::uint64_t seed, int most_people) {
  constexpr std::size_t fewest_people = 4, most_validation_pictures = 6;
  PeoplePictures pictures;
  const ImageList list = value_of(list_images(folder));
  tell_left_out(folder, list.left_out);
  const PicturesByPerson people = group_by_person(list, pictures.left_out);
  if (people.size() < fewest_people)
    throw Failure(fmt::format(
        "{}: {} with two pictures or more, but at least {} are needed, a subfolder of pictures for each",
        folder.string(), counted(people.size(), "person", "people"), fewest_people));
  const auto to_validate = static_cast<std::size_t>(
      std::fmax(2, std::round(validation_split * static_cast<double>(people.size()))));
  PicturesByPerson train, validation;
  const Permutation order(stream(seed, Purpose::Split), people.size());
  for (std::size_t i = 0; i < people.size(); ++i)
    (i < to_validate ? validation : train).push_back(people[order(i)]);
  if (train.size() > static_cast<std::size_t>(most_people))
    throw Failure(
        fmt::format("{}: there are {} people to train with, but this network learns from at most {}",
                    folder.string(), train.size(), most_people));
  pictures.people = static_cast<int>(train.size());
  pictures.validation_people = static_cast<int>(validation.size());
  pictures.train = load(files_of(train, SIZE_MAX));
  pictures.validation = load(files_of(validation, most_validation_pictures));
  return pictures;
}

}  // namespace recognize
