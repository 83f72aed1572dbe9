// SPDX-License-Identifier: MIT
#include <bit>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/stages/conv_block-inl.hpp"
#include "cameo/stages/dense_block-inl.hpp"
#include "cameo/stages/normalization_block-inl.hpp"
#include "catch.hpp"
#include "stage_runner.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {
namespace same_bits_test {

/// FNV-1a over the bits of all results of one pass forward and one backward; -0 counts as 0.
template <class Block>
std::uint64_t bits_of_block(int samples) {
  const StageRunner<Block> run(samples);
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  run.dy.fill(3, 1.0f);
  std::fill_n(run.dw.data(), run.dw.size(), 0.0f);  // what lies between two tensors
  run.forward();
  run.backward();
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&](const cameo_test::Buffer<float>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      hash = (hash ^ std::bit_cast<std::uint32_t>(values[i] + 0.0f)) * 0x100000001b3u;
  };
  add(run.y);
  add(run.dx);
  add(run.dw);
  return hash;
}

/// Targets with fused multiply-add give the first bits, those that round twice the second.
template <class Block>
void check_bits(int samples, std::uint64_t fused, std::uint64_t twice) {
  CHECK(bits_of_block<Block>(samples) == (HWY_NATIVE_FMA ? fused : twice));
}

TEST_CASE("Blocks give the same bits on every target with fused multiply-add, and on every other") {
  check_bits<ConvBlock<Shape<11, 9, 32>, Conv2D<64, 3>, true, 2>>(2, 0x37732cb5bdd45326u,
                                                                  0xaa850abfb995c49au);
  check_bits<ConvBlock<Shape<9, 10, 4>, Conv2D<17, 3, Conv{.stride = 2, .padding = Same}>, true, 2>>(
      2, 0x19dc5a18db073624u, 0x4af0c1a401a382f6u);
  check_bits<ConvBlock<Shape<13, 11, 20>, Conv2D<40, 3>, true, 2>>(2, 0xef3c6bf531bb2f99u,
                                                                   0x792acc37b372e710u);
  check_bits<ConvBlock<Shape<20, 22, 3>, Conv2D<32, 3>, true, 2>>(2, 0x17616638afebc3edu,
                                                                  0x54ce78f93e87a72fu);
  check_bits<ConvBlock<Shape<2, 3, 304>, Conv2D<432, 1>, false, 1>::OfTrainingBatch>(4, 0xf4a8aa6e4b8e1026u,
                                                                                     0x38de1aefbaa418e2u);
  check_bits<DenseBlock<Shape<300>, Dense<65>, true>>(9, 0x75ea4bc00106a51au, 0x2881784c135cb6fcu);
  check_bits<NormalizationBlock<Shape<7, 9, 32>, BatchNormalization<>, true, true>>(5, 0x4b48a9b7a162ecf6u,
                                                                                    0x6aa7a4e12e197c8du);
  check_bits<NormalizationBlock<Shape<7, 9, 12>, BatchNormalization<>, true, true>>(5, 0x45e4ca36aea177a0u,
                                                                                    0x9014539958cd818bu);
}

}  // namespace same_bits_test
}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
