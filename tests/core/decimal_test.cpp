// SPDX-License-Identifier: MIT
#include "cameo/core/decimal.hpp"

#include <limits>

#include "catch.hpp"

using cameo::decimal;

TEST_CASE("decimal rounds to fixed places") {
  CHECK(decimal(0.25, 4).view() == "0.2500");
  CHECK(decimal(-3.04, 1).view() == "-3.0");
  CHECK(decimal(0.9996, 3).view() == "1.000");
  CHECK(decimal(2.5, 0).view() == "3");
  CHECK(decimal(0.000000001, 9).view() == "0.000000001");
  CHECK(decimal(1e9, 9).view() == "1000000000.000000000");
  CHECK(decimal(0, 2).view() == "0.00");
}

TEST_CASE("decimal calls nothing 0 that is not") {
  CHECK(decimal(1e-9, 4).view() == "between 0 and 0.0001");
  CHECK(decimal(-0.004, 2).view() == "between -0.01 and 0");
  CHECK(decimal(0.2, 0).view() == "between 0 and 1");
}

TEST_CASE("decimal of what has no digits") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(decimal(std::numeric_limits<double>::quiet_NaN(), 2).view() == "NaN");
  CHECK(decimal(infinity, 2).view() == "infinity");
  CHECK(decimal(-infinity, 2).view() == "-infinity");
  CHECK(decimal(-1e30, 2).view() == "-over 1000000000");
}
