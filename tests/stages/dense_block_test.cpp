// SPDX-License-Identifier: MIT
#include "cameo/stages/dense_block-inl.hpp"

#include <algorithm>
#include <limits>

#include "../reference/compare.hpp"
#include "../reference/dense.hpp"
#include "cameo/layers/dense.hpp"
#include "catch.hpp"
#include "stage_runner.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {
namespace dense_block_test {

constexpr double bound = 1e-5;

/// One of so many inputs is zero.
void check(const StageBuffers& run, bool relu, bool bias, std::size_t zeros) {
  const std::size_t bias_offset = padded_to_16(run.in * run.out);
  REQUIRE(run.w.size() == bias_offset + (bias ? padded_to_16(run.out) : 0));
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  run.dy.fill(3, 1.0f);
  for (std::size_t i = 0; i < run.x.size(); i += zeros) run.x[i] = 0;
  run.forward();

  const cameo_test::Buffer<float> predicted(run.y.size());
  run.predict(predicted.data());
  CHECK(std::equal(predicted.data(), predicted.data() + predicted.size(), run.y.data()));

  const reference::Dense reference{run.in, run.out, relu, run.w.part(0, run.in * run.out),
                                   bias ? run.w.part(bias_offset, run.out) : std::vector<double>(run.out)};
  const cameo_test::Buffer<float> dy(run.dy.size());
  dy.fill(3, 1.0f);
  run.backward();
  std::vector<double> dkernel(run.in * run.out), dbias(run.out), dx(run.in);
  for (std::size_t n = 0; n < run.count; ++n) {
    const std::vector<double> x = run.x.part(n * run.in, run.in);
    CHECK(reference::relative_error(run.y.data() + n * run.out, reference.forward(x)) < bound);
    reference.backward(x, run.y.part(n * run.out, run.out), dy.part(n * run.out, run.out), dx, dkernel,
                       dbias);
    CHECK(reference::relative_error(run.dx.data() + n * run.in, dx) < bound);
  }
  CHECK(reference::relative_error(run.dw.data(), dkernel) < bound);
  if (bias) CHECK(reference::relative_error(run.dw.data() + bias_offset, dbias) < bound);

  run.dy.fill(3, 1.0f);
  run.backward(false);
  CHECK(reference::relative_error(run.dw.data(), dkernel) < bound);
}

/// The outputs of a block in so many parts, with what it prepares.
template <class Block>
void check_parts(const StageBuffers& run, int samples, int parts) {
  CAPTURE(parts);
  const cameo_test::Buffer<float> prepared(Block::template memory<false>.prepared), y(run.y.size());
  Run<Block>::template prepare<false>(run.w.data(), prepared.data());
  for (int part = 0; part < parts; ++part)
    Run<Block>::template forward<false>({.samples = samples,
                                         .x = run.x.data(),
                                         .w = run.w.data(),
                                         .y = y.data(),
                                         .prepared = prepared.data(),
                                         .part = part,
                                         .parts = parts});
  CHECK(std::equal(y.data(), y.data() + y.size(), run.y.data()));
}

template <class In, class Layer, bool Relu>
void check_dense_block(int samples) {
  using Block = DenseBlock<In, Layer, Relu>;
  static_assert(Stage<Block>);
  for (std::size_t zeros : {3u, 5u}) {
    CAPTURE(In::size, Layer::units, samples, zeros);
    const StageRunner<Block> run(samples);
    check(run, Relu, Block::bias, zeros);
    for (int parts : {2, 3}) {
      check_parts<Block>(run, samples, parts);
      if constexpr (Block::pays_by_batch(32)) check_parts<typename Block::OfBatch>(run, samples, parts);
    }
  }
}

TEST_CASE("DenseBlock agrees with plain loops in double precision") {
  for (int samples : {1, 2, 7, 32, 33}) {
    check_dense_block<Shape<128>, Dense<1>, false>(samples);
    check_dense_block<Shape<3, 5, 7>, Dense<10>, true>(samples);
    check_dense_block<Shape<256>, Dense<128>, true>(samples);
  }
  check_dense_block<Shape<1>, Dense<1>, true>(3);
  check_dense_block<Shape<17>, Dense<200>, true>(4);
  for (int samples : {2, 8, 33}) check_dense_block<Shape<150>, Dense<256>, true>(samples);
  for (int samples : {24, 32}) check_dense_block<Shape<300>, Dense<75>, true>(samples);  // also packed parts
  check_dense_block<Shape<75>, Dense<33, DenseOptions{.bias = false}>, true>(3);
  for (int samples : {4, 9}) {  // parts of a large kernel
    check_dense_block<Shape<2100>, Dense<128>, true>(samples);
    check_dense_block<Shape<420>, Dense<640>, true>(samples);
  }
}

template <class In, int Units>
void check_turns() {
  using Block = typename DenseBlock<In, Dense<Units>, true>::ReadInTurns;
  CAPTURE(In::size, Units);
  const StageRunner<Block> run(1);
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  for (std::size_t i = 0; i < run.x.size(); i += 3) run.x[i] = 0;
  const cameo_test::Buffer<float> y(run.y.size()), scratch(Block::template memory<false>.forward_scratch);
  run.predict(run.y.data());
  const reference::Dense reference{run.in, run.out, true, run.w.part(0, run.in * run.out),
                                   run.w.part(padded_to_16(run.in * run.out), run.out)};
  CHECK(reference::relative_error(run.y.data(), reference.forward(run.x.part(0, run.in))) < bound);

  for (const bool backwards : {false, true})
    for (const int parts : {1, 2, 3}) {
      CAPTURE(backwards, parts);
      std::fill_n(y.data(), y.size(), -1.0f);
      for (int part = 0; part < parts; ++part) {
        std::fill_n(scratch.data(), scratch.size(), std::numeric_limits<float>::quiet_NaN());
        Run<Block>::template forward<false>({.samples = 1,
                                             .x = run.x.data(),
                                             .w = run.w.data(),
                                             .y = y.data(),
                                             .scratch = scratch.data(),
                                             .context = {.backwards = backwards},
                                             .part = part,
                                             .parts = parts});
      }
      CHECK(std::equal(y.data(), y.data() + y.size(), run.y.data()));
    }
}

TEST_CASE("A kernel read in turns, from its begin or its end, by parts or whole, gives the same bits") {
  check_turns<Shape<2100>, 128>();
  check_turns<Shape<4099>, 70>();
  check_turns<Shape<300>, 900>();
  check_turns<Shape<17>, 5000>();
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("DenseBlock agrees with plain loops in double precision: further shapes") {
  check_dense_block<Shape<100>, Dense<16>, true>(9);
  check_dense_block<Shape<75>, Dense<32>, false>(3);
  check_dense_block<Shape<130>, Dense<48>, true>(70);
  check_dense_block<Shape<71>, Dense<64>, false>(5);
  check_dense_block<Shape<600>, Dense<31>, false>(5);
  check_dense_block<Shape<300>, Dense<65>, true>(9);
  check_dense_block<Shape<64>, Dense<512>, false>(9);
  check_dense_block<Shape<128>, Dense<16, DenseOptions{.bias = false}>, false>(1);
}

#endif

}  // namespace dense_block_test
}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
