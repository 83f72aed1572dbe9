// SPDX-License-Identifier: MIT
#include "cameo/layers/pad_channels-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace pad_channels_test {

template <int Channels, class In>
void check_pad_channels() {
  using L = PadChannels<Channels>;
  STATIC_REQUIRE(L::template Output<In>::rank == In::rank);
  const LayerRun<L, In> run;
  check_layer_values(run,
                     reference::linear(in_double(run.x), in_double(run.dy), In::size, [&](std::size_t o) {
                       std::vector<reference::Term> terms;
                       const std::size_t c = o % Channels;
                       if (c < In::channels) terms.push_back({o / Channels * In::channels + c, 1});
                       return terms;
                     }));
}

TEST_CASE("PadChannels: zeros behind the channels of images and vectors") {
  check_pad_channels<3, Shape<1, 1, 1>>();
  check_pad_channels<23, Shape<3, 5, 23>>();
  check_pad_channels<32, Shape<3, 5, 16>>();
  check_pad_channels<40, Shape<2, 2, 23>>();
  check_pad_channels<50, Shape<35>>();
}

TEST_CASE("check_layer agrees with PadChannels") {
  CHECK(check_layer<PadChannels<7>, Shape<3, 2, 3>>().message() == "");
}

}  // namespace pad_channels_test
