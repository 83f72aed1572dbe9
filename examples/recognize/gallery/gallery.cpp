// SPDX-License-Identifier: MIT
#include "gallery.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cameo/io/little_endian.hpp>
#include <cmath>

#include "common/as_written.hpp"

namespace recognize {

namespace {

// A person in the file, before it is sealed: the number of pictures, their scatter, the mean template, a
// fingerprint of each picture, and the name with zeros to a whole number of steps, so that neither the
// name's length nor the number is told.
constexpr std::size_t pictures_begin = 2 * sizeof(float) + sizeof(Template);
constexpr std::size_t step = 256;

Place place_of(View gallery, std::int64_t person) { return {gallery, "person", person}; }

Bytes pack(const Person& person) {
  Bytes packed;
  const auto append = [&](std::span<const std::byte> bytes) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
    packed.insert(packed.end(), begin, begin + bytes.size());
  };
  const auto pictures = static_cast<std::uint32_t>(person.fingerprints.size());
  cameo::detail::write_numbers(std::span(&pictures, 1), append);
  cameo::detail::write_numbers(std::span(&person.face.scatter, 1), append);
  cameo::detail::write_numbers(std::span<const float>(person.face.mean), append);
  cameo::detail::write_numbers(std::span(person.fingerprints), append);
  append(std::as_bytes(std::span(person.name)));
  packed.resize((packed.size() / step + 1) * step);
  return packed;
}

/// Nothing where it is none, which cannot happen to what we have sealed.
std::optional<Person> unpack(std::int64_t id, View packed) {
  if (packed.size() <= pictures_begin) return std::nullopt;
  const auto* bytes = reinterpret_cast<const std::byte*>(packed.data());
  const auto read = [&]<class Number>(Number& number) {
    number = cameo::detail::read_number<Number>(bytes);
    bytes += sizeof(Number);
  };
  Person person{.id = id, .name = {}, .face = {}, .fingerprints = {}};
  std::uint32_t pictures = 0;
  read(pictures);
  read(person.face.scatter);
  std::for_each(person.face.mean.begin(), person.face.mean.end(), read);
  const auto is_finite = [](float value) { return std::isfinite(value); };
  if (!(person.face.scatter >= 0) || !is_finite(person.face.scatter) ||
      !std::all_of(person.face.mean.begin(), person.face.mean.end(), is_finite) ||
      pictures > (packed.size() - pictures_begin) / sizeof(std::uint64_t))
    return std::nullopt;
  person.fingerprints.resize(pictures);
  std::for_each(person.fingerprints.begin(), person.fingerprints.end(), read);
  const View name = packed.subspan(pictures_begin + pictures * sizeof(std::uint64_t));
  person.name.assign(name.begin(), std::find(name.begin(), name.end(), 0));
  return person;
}

void add_row(RunningHash& hash, std::int64_t id, View sealed) {
  Fields fields;
  hash.add(fields.add(id).add(sealed));
}

}  // namespace

void Gallery::create(const std::filesystem::path& path, const Credential& credential,
                     std::span<const Enrollment> first) {
  Vault::create(path, credential,
                [&](const std::filesystem::path& made) { Gallery(made, credential).enroll(first); });
}

Gallery::Gallery(const std::filesystem::path& path, const Credential& credential) : vault_(path, credential) {
  vault_.read([&] { load(); });
}

void Gallery::derive_keys() {
  Secret key = derive_key(vault_.ring().data, "people");
  if (transform_ && is_equal(key, people_key_)) return;
  people_key_ = std::move(key);
  transform_.emplace(derive_key(vault_.ring().data, "transform"));
}

void Gallery::load() {
  derive_keys();
  people_.clear();
  const State& state = vault_.state();
  RunningHash hash;
  Bytes packed;
  Statement select = vault_.database().prepare("SELECT id, sealed FROM person ORDER BY id");
  while (select.step()) {
    const std::int64_t id = select.number(0);
    const View sealed = select.bytes(1);
    packed.resize(sealed.size() - std::min(sealed.size(), seal_size));
    std::optional<Person> person;
    if (unseal(people_key_, place_of(state.gallery, id), sealed, packed)) person = unpack(id, packed);
    if (!person) vault_.database().fail(fmt::format("is damaged: person {} cannot be read", id));
    people_.push_back(*std::move(person));
    add_row(hash, id, sealed);
  }
  sodium_memzero(packed.data(), packed.size());
  vault_.check_people(static_cast<std::int64_t>(people_.size()), hash.finish());
  loaded_seal_ = state.people_seal;
  next_person_ = state.next_person;
  index_people();
}

void Gallery::update() {
  vault_.read([&] { load_if_changed(); });
}

void Gallery::load_if_changed() {
  if (vault_.state().people_seal != loaded_seal_) load();
}

void Gallery::index_people() {
  by_name_.clear();
  search_ = {};
  search_.reserve(people_.size());
  for (std::size_t i = 0; i < people_.size(); ++i) {
    by_name_.emplace(people_[i].name, i);
    search_.add(people_[i].face);
  }
}

const Person* Gallery::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : &people_[found->second];
}

const Person& Gallery::person(std::string_view name) const {
  const Person* person = find(name);
  if (person == nullptr)
    vault_.database().fail(
        fmt::format("there is nobody called '{}' in it; `recognize list` tells who is", name));
  return *person;
}

std::vector<Match> Gallery::nearest(const cameo::FaceMean& face, std::size_t count) const {
  std::vector<Match> matches;
  for (const cameo::Neighbor& neighbor : search_.nearest(transformed(face), count))
    matches.push_back({people_[neighbor.index].name, examples::as_written(neighbor.distance)});
  return matches;
}

double Gallery::distance(const cameo::FaceMean& face, const Person& person) const {
  return examples::as_written(cameo::face_distance(transformed(face), person.face));
}

/// New keys do not change it, for the template that they do change is not known of a single picture then.
std::uint64_t Gallery::fingerprint(const cameo::FaceDescriptor& descriptor) const {
  Fields fields;
  const auto bytes = std::as_bytes(std::span(descriptor));
  fields.add("a picture").add(vault_.state().gallery);
  fields.add(View(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  return cameo::detail::read_number<std::uint64_t>(
      reinterpret_cast<const std::byte*>(hash_of(fields).data()));
}

bool Gallery::has(const Person& person, const cameo::FaceDescriptor& descriptor) const {
  const auto& known = person.fingerprints;
  return std::find(known.begin(), known.end(), fingerprint(descriptor)) != known.end();
}

Person& Gallery::find_or_add(const std::string& name) {
  const auto [found, is_new] = by_name_.emplace(name, people_.size());
  if (is_new) {
    people_.push_back({.id = next_person_++, .name = name, .face = {}, .fingerprints = {}});
    search_.add({});
  }
  return people_[found->second];
}

void Gallery::enroll(std::span<const Enrollment> all) {
  vault_.require(Role::enroll, "enroll");
  std::size_t pictures = 0;
  for (const Enrollment& one : all) pictures += one.descriptors.size();
  vault_.write({.command = "enroll", .detail = fmt::format("pictures: {}", pictures)}, [&](LogEntry& entry) {
    load_if_changed();
    for (const Enrollment& one : all) {
      Person& person = find_or_add(one.name);
      for (const cameo::FaceDescriptor& descriptor : one.descriptors) {
        if (has(person, descriptor)) continue;
        person.fingerprints.push_back(fingerprint(descriptor));
        cameo::mix(person.face, transformed(descriptor), 1 / static_cast<float>(person.fingerprints.size()));
      }
      search_.replace(static_cast<std::size_t>(&person - people_.data()), person.face);
      store(person);
      entry.people.push_back(person.id);
    }
    seal();
  });
}

void Gallery::remove(std::string_view name) {
  vault_.require(Role::enroll, "remove");
  if (find(name) == nullptr) note("remove", {}, unknown_name);
  vault_.write({.command = "remove"}, [&](LogEntry& entry) {
    load_if_changed();
    const std::int64_t id = person(name).id;
    vault_.database().prepare("DELETE FROM person WHERE id = ?").bind(id).run();
    people_.erase(people_.begin() + (&person(name) - people_.data()));
    index_people();
    entry.people.push_back(id);
    seal();
  });
}

double Gallery::rotate(std::optional<std::string_view> without) {
  vault_.require(Role::admin, without ? "key remove" : "key rotate");
  vault_.write(
      {.command = without ? "key remove" : "key rotate", .detail = std::string(without.value_or(""))},
      [&](LogEntry&) {
        load_if_changed();
        if (without) vault_.remove_key(*without);
        const FaceTransform before = *std::exchange(transform_, std::nullopt);
        vault_.replace_keys();
        derive_keys();
        for (Person& person : people_) {
          person.face.mean = transform_->apply(before.undo(person.face.mean));
          store(person);
        }
        index_people();
        seal();
      });
  return largest_distance_change(*transform_);
}

void Gallery::note(std::string command, std::vector<std::int64_t> people, std::string detail) {
  vault_.write({.command = std::move(command), .people = std::move(people), .detail = std::move(detail)},
               [&](LogEntry&) { load_if_changed(); });
}

void Gallery::store(const Person& person) {
  Bytes packed = pack(person);
  const Bytes sealed = recognize::seal(people_key_, place_of(vault_.state().gallery, person.id), packed);
  sodium_memzero(packed.data(), packed.size());
  vault_.database()
      .prepare("INSERT OR REPLACE INTO person(id, sealed) VALUES(?, ?)")
      .bind(person.id)
      .bind(sealed)
      .run();
}

void Gallery::seal() {
  RunningHash hash;
  std::int64_t count = 0;
  Statement select = vault_.database().prepare("SELECT id, sealed FROM person ORDER BY id");
  for (; select.step(); ++count) add_row(hash, select.number(0), select.bytes(1));
  vault_.seal_people(count, hash.finish(), next_person_);
  loaded_seal_ = vault_.state().people_seal;
}

}  // namespace recognize
