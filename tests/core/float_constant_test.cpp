// SPDX-License-Identifier: MIT
#include "cameo/core/float_constant.hpp"

#include <type_traits>

#include "catch.hpp"

namespace float_constant_test {
using cameo::FloatConstant;

template <FloatConstant Value = 0.25f>
struct Holder {
  static constexpr float value = Value;
};

TEST_CASE("Numbers of every type are template arguments, as floats") {
  CHECK(Holder<>::value == 0.25f);
  CHECK(Holder<0.1f>::value == 0.1f);
  CHECK(Holder<1.0f / 127.5f>::value == 1.0f / 127.5f);
  CHECK(Holder<-2>::value == -2);
  CHECK((std::is_same_v<Holder<0.1>, Holder<0.1f>>));
  CHECK_FALSE((std::is_same_v<Holder<0.1f>, Holder<0.2f>>));
}

}  // namespace float_constant_test
