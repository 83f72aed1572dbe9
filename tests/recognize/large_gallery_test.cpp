// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdio>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;

namespace large_gallery_test {

template <class Work>
double milliseconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

TEST_CASE("A gallery of 100,000 people") {
  const unsigned people = cameo_test::quick ? 10'000 : 100'000;
  const GalleryFolder folder;
  folder.make();
  std::optional<Gallery> gallery(folder.open());
  const double enrolling = milliseconds_of([&] { enroll_people(*gallery, 0, people); });
  gallery.reset();
  const double opening = milliseconds_of([&] { gallery.emplace(folder.open()); });
  REQUIRE(gallery->people().size() == people);
  Faces faces(5);
  double searching = 1e9;
  for (int repeat = 0; repeat < 10; ++repeat) {
    const unsigned person = people / 10 * static_cast<unsigned>(repeat) + 77;
    const cameo::FaceDescriptor picture = faces.picture_of(person);
    std::vector<Match> matches;
    searching = std::min(searching, milliseconds_of([&] { matches = gallery->nearest(picture, 3); }));
    REQUIRE(matches.size() == 3);
    CHECK(matches[0].name == "person " + std::to_string(person));
  }
  const double noting = milliseconds_of([&] { gallery->note("identify", {}, "pictures: 1"); });
  const double removing = milliseconds_of([&] { gallery->remove("person 4711"); });
  const double rotating = milliseconds_of([&] { gallery->rotate(); });
  CHECK(gallery->nearest(faces.picture_of(77), 1)[0].name == "person 77");
  std::printf(
      "%u people, milliseconds: enrolled in %.0f, opened in %.0f, one found in %.1f, a question noted "
      "in %.1f,"
      " one removed in %.0f, new keys in %.0f; the file has %.0f MB\n",
      people, enrolling, opening, searching, noting, removing, rotating,
      static_cast<double>(std::filesystem::file_size(folder.gallery())) / 1e6);
}

}  // namespace large_gallery_test
