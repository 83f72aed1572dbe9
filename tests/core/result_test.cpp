// SPDX-License-Identifier: MIT
#include "cameo/core/result.hpp"

#include <memory>
#include <string>

#include "catch.hpp"

using cameo::Error;
using cameo::Result;

namespace result_test {

Result<int> half(int value) {
  if (value % 2 != 0) return Error("half of ", value, ": expected an even number");
  return value / 2;
}

TEST_CASE("An empty Error is success") {
  CHECK_FALSE(Error());
  CHECK(Error().message().empty());
  CHECK(Error("no"));
  const Error error("no"), copy = error;
  CHECK(copy.message() == "no");
  CHECK(std::string(error.c_str()) == "no");
  CHECK(std::string(Error().c_str()).empty());
}

TEST_CASE("A Result is a value or the reason why there is none") {
  REQUIRE(half(4));
  CHECK(*half(4) == 2);
  CHECK_FALSE(half(4).error());
  REQUIRE_FALSE(half(3));
  CHECK(half(3).error().message() == "half of 3: expected an even number");
}

TEST_CASE("A Result gives a value away that cannot be copied") {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(3));
  CHECK(**result == 3);
  const std::unique_ptr<int> taken = *std::move(result);
  CHECK(*taken == 3);
}

}  // namespace result_test
