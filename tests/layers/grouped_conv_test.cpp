// SPDX-License-Identifier: MIT
#include "cameo/layers/grouped_conv-inl.hpp"

#include <bit>

#include "cameo/layers/conv2d-inl.hpp"
#include "cameo/layers/conv2d_transpose-inl.hpp"
#include "cameo/layers/depthwise_conv2d-inl.hpp"
#include "cameo/layers/separable_conv2d-inl.hpp"
#include "layers/run_conv.hpp"

using namespace cameo;
using namespace cameo_test;

namespace grouped_conv_test {

/// FNV-1a over the bits of all results of one pass forward and one backward; -0 counts as 0.
template <class L, class In>
std::uint64_t bits_of() {
  const ConvRun<L, In> run;
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const auto* values : {&run.y, &run.dx, &run.dw})
    for (float value : *values) hash = (hash ^ std::bit_cast<std::uint32_t>(value + 0.0f)) * 0x100000001b3u;
  return hash;
}

/// Targets with fused multiply-add give the first bits, those that round twice the second.
template <class L, class In>
void check_bits(std::uint64_t fused, std::uint64_t twice) {
  CAPTURE(L::name);
  CHECK(bits_of<L, In>() == (HWY_NATIVE_FMA ? fused : twice));
}

TEST_CASE("Convolutions without a stage of their own give the same bits, however long the vectors") {
  check_bits<Conv2D<42, 3, Conv{.padding = Same, .dilation = 2}>, Shape<9, 11, 19>>(0xaa7cb48a563579a7u,
                                                                                    0xfccae33165324074u);
  check_bits<Conv2D<20, 3, Conv{.stride = 2, .groups = 2}>, Shape<9, 8, 34>>(0x8408d3401c31aaccu,
                                                                             0xf6596a2d207698c7u);
  check_bits<DepthwiseConv2D<3, Depthwise{.padding = Same}>, Shape<9, 19, 21>>(0xa1d170615257b5bfu,
                                                                               0xfbd103d1fd9338a9u);
  check_bits<SeparableConv2D<19, 3, Separable{.stride = 2, .multiplier = 2}>, Shape<9, 8, 13>>(
      0xa5203eee87e0d833u, 0xb9f26038ad3f9032u);
  check_bits<Conv2DTranspose<21, 3, Transpose{.stride = 2, .padding = Same}>, Shape<5, 6, 17>>(
      0xd44199760ebf6140u, 0xd3c9736e493f0d2du);
}

}  // namespace grouped_conv_test
