// SPDX-License-Identifier: MIT
#include "cameo/layers/dropout-inl.hpp"

#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace dropout_test {

using In = Shape<9, 11, 37>;
using Run = LayerRun<Dropout<0.25f>, In>;

std::vector<float> ones() { return std::vector<float>(3 * In::size, 1.0f); }

/// Which values of all three samples are kept.
std::vector<bool> mask(PassContext context) {
  const Run run(ones(), context);
  std::vector<bool> kept;
  for (float y : run.y) kept.push_back(y != 0);
  return kept;
}

double equal_part(const std::vector<bool>& a, const std::vector<bool>& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

constexpr double independent =
    0.75 * 0.75 + 0.25 * 0.25;  // equal part of two masks that know nothing of each other

TEST_CASE("Dropout keeps 3 of 4 values and scales them; the gradient passes where the value did") {
  const Run run(ones());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < run.y.size(); ++i) {
    const float factor = run.y[i];
    REQUIRE((factor == 0.0f || factor == 1 / 0.75f));
    REQUIRE(run.dx[i] == run.dy[i] * factor);
    kept += factor != 0 ? 1 : 0;
  }
  CHECK(static_cast<double>(kept) / static_cast<double>(run.y.size()) == Approx(0.75).margin(0.02));
}

TEST_CASE("Dropout copies when it is not training") {
  const Run run(random_values(3, 3 * In::size, 1), {.training = false, .key = 5});
  CHECK(run.y == run.x);
  CHECK(run.dx == run.dy);
}

TEST_CASE("Dropout draws by key, sample in the batch and position") {
  const std::vector<bool> first = mask({.training = true, .key = 5});
  CHECK(mask({.training = true, .key = 5}) == first);
  CHECK(equal_part(mask({.training = true, .key = 6}), first) == Approx(independent).margin(0.02));

  const auto size = static_cast<std::ptrdiff_t>(In::size);
  const std::vector<bool> sample_1(first.begin() + size, first.begin() + 2 * size);
  const std::vector<bool> later = mask({.training = true, .key = 5, .first_sample = 1});
  CHECK(std::equal(sample_1.begin(), sample_1.end(), later.begin()));
  CHECK(equal_part(sample_1, first) == Approx(independent).margin(0.02));
}

TEST_CASE("Dropout: neighbours are independent, and the draws are the same on every target") {
  const std::vector<bool> kept = mask({.training = true, .key = 5});
  for (std::size_t apart : std::vector<std::size_t>{1, 2, 16, 37}) {
    const std::vector<bool> shifted(kept.begin() + static_cast<std::ptrdiff_t>(apart), kept.end());
    CHECK(equal_part(shifted, kept) == Approx(independent).margin(0.02));
  }
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 32; ++i) bits |= static_cast<std::uint32_t>(kept[i]) << i;
  CHECK(bits == 0xA57FBD74);
}

TEST_CASE("Dropout<0> changes nothing") {
  const LayerRun<Dropout<0.0f>, Shape<19>> run;
  CHECK(run.y == run.x);
}

}  // namespace dropout_test
