// SPDX-License-Identifier: MIT
#include "gallery.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cameo/io/atomic_file.hpp>
#include <cameo/io/file.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "common/failure.hpp"

namespace recognize {

using namespace examples;
using json = nlohmann::ordered_json;

namespace {

constexpr int version = 1;

Person person_from(const json& entry) {
  Person person;
  entry.at("name").get_to(person.name);
  entry.at("pictures").get_to(person.pictures);
  const auto values = entry.at("descriptor").get<std::vector<float>>();
  if (values.size() != person.descriptor.size() || person.pictures == 0 || person.name.empty())
    throw Failure("a person has a name, at least one picture and 128 numbers");
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
    throw Failure("a number is not finite");
  std::copy(values.begin(), values.end(), person.descriptor.begin());
  return person;
}

auto find_name(const std::vector<Person>& people, std::string_view name) {
  return std::find_if(people.begin(), people.end(),
                      [&](const Person& person) { return person.name == name; });
}

}  // namespace

Gallery::Gallery(const std::filesystem::path& path, bool must_exist) : path_(path) {
  if (!must_exist && !std::filesystem::exists(path)) return;
  const cameo::FileBytes file = value_of(cameo::read_file(path.string(), std::size_t{1} << 32));
  const auto bytes = file.bytes();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  try {
    const json all = json::parse(text);
    if (all.at("recognize_gallery") != version) throw Failure("it is of another version");
    for (const json& entry : all.at("people")) people_.push_back(person_from(entry));
  } catch (const std::exception& problem) {
    throw Failure(fmt::format("{}: is no gallery, or a damaged one: {}", path.string(), problem.what()));
  }
  for (const Person& person : people_) search_.add(person.descriptor);
}

const Person& Gallery::person(std::string_view name) const {
  const auto found = find_name(people_, name);
  if (found == people_.end())
    throw Failure(fmt::format("{}: there is nobody called '{}' in it; `recognize list` tells who is",
                              path_.string(), name));
  return *found;
}

void Gallery::add(std::string_view name, const cameo::FaceDescriptor& descriptor) {
  auto index = static_cast<std::size_t>(find_name(people_, name) - people_.begin());
  if (index == people_.size()) {
    people_.push_back({.name = std::string(name)});
    search_.add({});
  }
  Person& person = people_[index];
  const auto before = static_cast<float>(person.pictures++);
  for (std::size_t i = 0; i < descriptor.size(); ++i)
    person.descriptor[i] = (person.descriptor[i] * before + descriptor[i]) / (before + 1);
  search_.replace(index, person.descriptor);
}

void Gallery::remove(std::string_view name) {
  people_.erase(people_.begin() + (&person(name) - people_.data()));
  search_ = {};
  for (const Person& person : people_) search_.add(person.descriptor);
}

std::vector<Match> Gallery::nearest(const cameo::FaceDescriptor& descriptor, std::size_t count) const {
  std::vector<Match> matches;
  for (const cameo::Neighbor& neighbor : search_.nearest(descriptor, count))
    matches.push_back({people_[neighbor.index].name, static_cast<double>(neighbor.distance)});
  return matches;
}

void Gallery::save() const {
  json people = json::array();
  for (const Person& person : people_)
    people.push_back(
        {{"name", person.name}, {"pictures", person.pictures}, {"descriptor", person.descriptor}});
  const json all{{"recognize_gallery", version}, {"people", people}};
  const mode_t before = ::umask(0077);
  const cameo::Error error = cameo::write_file_atomically(
      path_.string(), all.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
  ::umask(before);
  check(error);
}

}  // namespace recognize
