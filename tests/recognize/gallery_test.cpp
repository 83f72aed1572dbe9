// SPDX-License-Identifier: MIT
#include "recognize/gallery/gallery.hpp"

#include <sys/stat.h>

#include <cmath>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;
using cameo_test::contains;

namespace gallery_test {

TEST_CASE("People are enrolled, found, and there again when the gallery is opened anew") {
  const GalleryFolder folder;
  folder.make();
  struct stat status {};
  REQUIRE(::stat(folder.gallery().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  Faces faces(7);
  std::string before;
  {
    Gallery gallery = folder.open();
    CHECK(gallery.people().empty());
    CHECK(gallery.nearest(faces.picture_of(0), 3).empty());
    enroll_people(gallery, 0, 40);
    const Enrollment more{"person 3", {faces.picture_of(3), faces.picture_of(3)}};
    gallery.enroll({&more, 1});
    before = people_in(gallery);
  }
  Gallery gallery = folder.open();
  CHECK(people_in(gallery) == before);
  REQUIRE(gallery.people().size() == 40);
  CHECK(gallery.person("person 3").fingerprints.size() == 3);
  CHECK(gallery.find("person 40") == nullptr);
  CHECK_THAT(failure_of([&] { (void)gallery.person("Jack"); }),
             contains("there is nobody called 'Jack' in it"));

  for (const unsigned person : {0u, 3u, 39u}) {
    const cameo::FaceDescriptor picture = faces.picture_of(person);
    const std::vector<Match> matches = gallery.nearest(picture, 2);
    REQUIRE(matches.size() == 2);
    CHECK(matches[0].name == "person " + std::to_string(person));
    CHECK(matches[0].distance < 0.6);
    CHECK(matches[1].distance > 0.8);
    CHECK(gallery.distance(picture, gallery.person(matches[0].name)) ==
          Approx(matches[0].distance).epsilon(1e-5));
  }

  gallery.remove("person 3");
  CHECK_THAT(failure_of([&] { gallery.remove("person 3"); }), contains("nobody called 'person 3'"));
  before = people_in(gallery);
  CHECK(people_in(folder.open()) == before);
  CHECK(gallery.nearest(faces.picture_of(3), 1)[0].distance > 0.8);
  CHECK(gallery.nearest(faces.picture_of(39), 1)[0].name == "person 39");
}

TEST_CASE("The distance to a person is the root of the mean of the squared distances to all pictures") {
  const GalleryFolder folder;
  folder.make();
  Faces faces(8);
  std::vector<cameo::FaceDescriptor> pictures;
  for (int i = 0; i < 6; ++i) pictures.push_back(faces.picture_of(1));
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 2, 20);
    const auto begin = pictures.begin();
    for (const Enrollment& some :
         {Enrollment{"Ada", {begin, begin + 1}}, Enrollment{"Ada", {begin + 1, begin + 4}},
          Enrollment{"Ada", {begin + 4, pictures.end()}}})
      gallery.enroll({&some, 1});
  }
  folder.open().rotate();
  const Gallery gallery = folder.open();
  const auto expected = [&](const std::vector<cameo::FaceDescriptor>& seen) {
    double squares = 0;
    for (const cameo::FaceDescriptor& x : seen)
      for (const cameo::FaceDescriptor& picture : pictures)
        squares += std::pow(double{cameo::face_distance(x, picture)}, 2);
    return std::sqrt(squares / static_cast<double>(seen.size() * pictures.size()));
  };
  const cameo::FaceDescriptor probe = faces.picture_of(1), stranger = faces.picture_of(50);
  CHECK(gallery.distance(probe, gallery.person("Ada")) == Approx(expected({probe})).epsilon(1e-5));
  CHECK(gallery.distance(stranger, gallery.person("Ada")) == Approx(expected({stranger})).epsilon(1e-5));
  const Match found = gallery.nearest(probe, 1)[0];
  CHECK(found.name == "Ada");
  CHECK(found.distance == Approx(expected({probe})).epsilon(1e-5));

  cameo::FaceMean several(probe);  // as `watch` has seen somebody
  cameo::mix(several, stranger, 0.5f);
  CHECK(gallery.distance(several, gallery.person("Ada")) ==
        Approx(expected({probe, stranger})).epsilon(1e-5));
  for (const Match& match : gallery.nearest(several, 30))
    CHECK(match.distance == Approx(gallery.distance(several, gallery.person(match.name))).epsilon(1e-5));
}

TEST_CASE("The same picture counts once, after new keys too") {
  const GalleryFolder folder;
  folder.make();
  Faces faces(9);
  const cameo::FaceDescriptor a = faces.picture_of(1), b = faces.picture_of(1);
  const Enrollment ada{"Ada", {a, b, a}}, joe{"Joe", {a}};
  folder.open().enroll({&ada, 1});
  const std::string before = people_in(folder.open());
  folder.open().enroll({&ada, 1});
  CHECK(people_in(folder.open()) == before);
  folder.open().rotate();
  folder.open().enroll({&ada, 1});
  folder.open().enroll({&joe, 1});
  Gallery gallery = folder.open();
  CHECK(gallery.person("Ada").fingerprints.size() == 2);
  CHECK(gallery.person("Joe").fingerprints.size() == 1);
  CHECK(gallery.has(gallery.person("Ada"), b));
  CHECK_FALSE(gallery.has(gallery.person("Joe"), b));
}

TEST_CASE("Names are of any length and may hold anything but a zero") {
  const GalleryFolder folder;
  folder.make();
  Faces faces(9);
  std::vector<Enrollment> all;
  for (const unsigned length : {1u, 63u, 64u, 65u, 1000u})
    all.push_back({std::string(length, 'x'), {faces.picture_of(length)}});
  all.push_back({"Zo\xc3\xab \xff\n'; DROP TABLE person", {faces.picture_of(5)}});
  folder.open().enroll(all);
  const Gallery gallery = folder.open();
  REQUIRE(gallery.people().size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(gallery.people()[i].name == all[i].name);
}

TEST_CASE("Nothing of a person stands in the file in plain") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  const cameo::FaceDescriptor descriptor = Faces(1).picture_of(0);
  const Enrollment ada{"Ada Lovelace", {descriptor}};
  gallery.enroll({&ada, 1});
  const std::string file = content_of(folder.gallery());
  const auto holds = [&](const void* bytes, std::size_t size) {
    return file.find(std::string(static_cast<const char*>(bytes), size)) != std::string::npos;
  };
  CHECK_FALSE(holds("Lovelace", 8));
  CHECK_FALSE(holds("owner", 5));
  const Template& kept = gallery.person("Ada Lovelace").face.mean;
  for (std::size_t i = 0; i + 1 < descriptor.size(); ++i) {
    CHECK_FALSE(holds(&descriptor[i], 8));
    CHECK_FALSE(holds(&kept[i], 8));
  }
}

TEST_CASE("Removing leaves nothing of a person in the file, nor beside it") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  enroll_people(gallery, 0, 60);
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    const Person person = gallery.people()[random() % gallery.people().size()];
    Statement select = gallery.vault().database().prepare("SELECT sealed FROM person WHERE id = ?");
    REQUIRE(select.bind(person.id).step());
    const std::string sealed(select.bytes(0).begin(), select.bytes(0).end());
    select.run();
    CHECK(content_of(folder.gallery()).find(sealed.substr(100, 16)) != std::string::npos);
    gallery.remove(person.name);
    if (round % 3 == 0) enroll_people(gallery, 100 + static_cast<unsigned>(round), 1);
    const std::string file = content_of(folder.gallery());
    for (std::size_t i = 0; i + 16 <= sealed.size(); i += 16)
      REQUIRE(file.find(sealed.substr(i, 16)) == std::string::npos);
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.gallery().parent_path()))
    files += entry.path().filename().string().starts_with("gallery.db");
  CHECK(files == 1);
}

TEST_CASE("A gallery is never made over another file") {
  const GalleryFolder folder;
  CHECK_THAT(failure_of([&] { Vault::check_file(folder.gallery()); }),
             contains("cannot be read: No such file"));
  replace_content(folder.gallery(), "a letter");
  CHECK_THAT(failure_of([&] { folder.make(); }), contains("cannot be made: File exists"));
  CHECK(content_of(folder.gallery()) == "a letter");
  CHECK_THAT(failure_of([&] { folder.open(); }), contains("is no gallery, or a damaged one"));
  replace_content(folder.gallery(), "");
  CHECK_THAT(failure_of([&] { Vault::check_file(folder.gallery()); }), contains("is empty"));
  std::filesystem::remove(folder.gallery());
  CHECK_THAT(failure_of([&] { Vault::create(folder / "none/gallery.db", folder.owner()); }),
             contains("cannot be made: No such file"));
}

}  // namespace gallery_test
