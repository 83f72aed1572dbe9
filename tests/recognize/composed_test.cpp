// SPDX-License-Identifier: MIT
#include "common/composed.hpp"

#include "catch.hpp"

using namespace examples;

namespace composed_test {

TEST_CASE("Names that look alike because a mark stands apart from its letter are one") {
  CHECK(composed("Zoe\xcc\x88") == "Zo\xc3\xab");
  CHECK(composed("Zo\xc3\xab") == "Zo\xc3\xab");
  CHECK(composed("Nguye\xcc\x82\xcc\x83n") == "Nguy\xe1\xbb\x85n");
  CHECK(composed("Ada").append(composed("")) == "Ada");
  CHECK(composed("q\xcc\x88") == "q\xcc\x88");        // no such letter
  CHECK(composed("\xff\xc3") == "\xff\xc3");          // no UTF-8
  CHECK(composed("\xe2\x91\xa0") == "\xe2\x91\xa0");  // a circled 1 is no 1
}

}  // namespace composed_test
