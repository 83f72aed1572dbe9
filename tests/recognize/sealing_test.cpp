// SPDX-License-Identifier: MIT
#include "recognize/gallery/sealing.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"

using namespace recognize;

namespace sealing_test {

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST_CASE("What is sealed opens with the same key at the same place only") {
  const Secret key = Secret::random(), other = Secret::random();
  const Bytes gallery = random_bytes(16), another = random_bytes(16), plain = bytes_of("Ada Lovelace");
  const Bytes sealed = seal(key, {gallery, "person", 7}, plain);
  REQUIRE(sealed.size() == plain.size() + seal_size);
  CHECK(std::search(sealed.begin(), sealed.end(), plain.begin(), plain.end()) == sealed.end());
  CHECK(sealed != seal(key, {gallery, "person", 7}, plain));

  Bytes opened(plain.size());
  REQUIRE(unseal(key, {gallery, "person", 7}, sealed, opened));
  CHECK(opened == plain);
  CHECK_FALSE(unseal(other, {gallery, "person", 7}, sealed, opened));
  CHECK_FALSE(unseal(key, {another, "person", 7}, sealed, opened));
  CHECK_FALSE(unseal(key, {gallery, "lock", 7}, sealed, opened));
  CHECK_FALSE(unseal(key, {gallery, "person", 8}, sealed, opened));
  CHECK_FALSE(unseal(key, {gallery, "person", 7}, View(sealed).first(seal_size - 1), opened));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    CHECK_FALSE(unseal(key, {gallery, "person", 7}, changed, opened));
  }
}

TEST_CASE("Only who has the seed signs and opens boxes") {
  const Secret seed = Secret::random(), other = Secret::random();
  const Bytes message = bytes_of("two people"), signature = sign(seed, message);
  CHECK(is_signed(signing_public_key(seed), message, signature));
  CHECK_FALSE(is_signed(signing_public_key(other), message, signature));
  CHECK_FALSE(is_signed(signing_public_key(seed), bytes_of("one person"), signature));
  CHECK_FALSE(is_signed(signing_public_key(seed), message, View(signature).first(10)));

  const Bytes box = seal_to(box_public_key(seed), message);
  Bytes opened(message.size());
  REQUIRE(unseal_with(seed, box, opened));
  CHECK(opened == message);
  CHECK_FALSE(unseal_with(other, box, opened));
  CHECK_FALSE(unseal_with(seed, View(box).first(box.size() - 1), opened));
}

TEST_CASE("Keys for several purposes differ, and fields keep their limits") {
  const Secret key = Secret::random();
  CHECK(is_equal(derive_key(key, "people"), derive_key(key, "people")));
  CHECK_FALSE(is_equal(derive_key(key, "people"), derive_key(key, "labels")));
  CHECK_FALSE(is_equal(key, View(key).first(16)));
  Fields one, two;
  one.add("ab").add("c");
  two.add("a").add("bc");
  CHECK(hash_of(one) != hash_of(two));
  RunningHash running;
  running.add(View(one).first(3));
  running.add(View(one).subspan(3));
  CHECK(running.finish() == hash_of(one));
}

}  // namespace sealing_test
