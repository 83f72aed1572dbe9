// SPDX-License-Identifier: MIT
#include "cameo/plan/stored_parameters.hpp"

#include <cmath>
#include <limits>
#include <memory>

#include "cameo/layers/flatten.hpp"
#include "cameo/layers/input.hpp"
#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace stored_parameters_test {

using Net = Sequential<Input<5, 5, 1>, Conv2D<3, 2>, ReLU, Flatten, Dense<7>, ReLU, Dense<2>>;
using Flagship = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                            MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>>;

// 1605632 + 128 weights of the dense layers and 864 + 18432 of the convolutions; biases and scales are 225
// floats each, padding besides.
static_assert(StoredParameters<Flagship, Weights::bf16>::size <= 2 * 1625056 + 4 * 270);
static_assert(StoredParameters<Flagship, Weights::int8>::size <= 1625056 + 4 * 520);

float from_bf16(std::uint16_t half) { return std::bit_cast<float>(std::uint32_t{half} << 16); }

/// Where the parameters of a stage begin, and what is stored of it.
template <class Stored, int Stage>
struct StoredStage {
  using Lowering = typename StoredParameters<Net, Stored>::Small;
  using Type = typename Lowering::Stages::template At<Stage>;
  static const float* floats(const StoredParameters<Net, Stored>& stored) {
    return reinterpret_cast<const float*>(stored.bytes.data()) + Lowering::facts[Stage].parameter_offset;
  }
  static const auto* kernel(const StoredParameters<Net, Stored>& stored) {
    return reinterpret_cast<const typename Stored::StoredWeight*>(floats(stored));
  }
};

Parameters<Net> drawn() {
  Parameters<Net> parameters;
  parameters.initialize(1);
  for (std::size_t i = 0; i < 7; ++i) parameters.of(parameter_tensors<Net>[3])[i] = static_cast<float>(i) / 3;
  return parameters;
}

TEST_CASE("bf16 rounds to nearest even, and stays finite") {
  CHECK(from_bf16(detail::to_bf16(1)) == 1);
  CHECK(from_bf16(detail::to_bf16(-0.15625f)) == -0.15625f);
  CHECK(from_bf16(detail::to_bf16(1 + 0x1p-8f)) == 1);                    // ties to even: down
  CHECK(from_bf16(detail::to_bf16(1 + 3 * 0x1p-8f)) == 1 + 2 * 0x1p-7f);  // up
  CHECK(from_bf16(detail::to_bf16(1 + 0x1.0002p-8f)) == 1 + 0x1p-7f);     // just above the middle
  CHECK(from_bf16(detail::to_bf16(-std::numeric_limits<float>::max())) == -0x1.fep127f);
  CHECK(detail::to_bf16(-0.0f) == 0x8000);
}

TEST_CASE("What is stored small is off by half a step at most, and the rest is as it was") {
  const Parameters<Net> parameters = drawn();
  const auto kernel = parameters.of(parameter_tensors<Net>[2]);
  const auto bias = parameters.of(parameter_tensors<Net>[3]);

  StoredParameters<Net, Weights::bf16> half;
  REQUIRE(half.quantize(parameters).message() == "");
  using Half = StoredStage<Weights::bf16, 1>;
  float most = 0;
  for (std::size_t i = 0; i < kernel.size(); ++i)
    most = std::max(most, std::fabs(from_bf16(Half::kernel(half)[i]) / kernel[i] - 1));
  CHECK(most <= 0x1p-8f);
  CHECK(most > 0x1p-9f);
  CHECK(std::equal(bias.begin(), bias.end(), Half::floats(half) + Half::Type::bias_offset));

  StoredParameters<Net, Weights::int8> byte;
  REQUIRE(byte.quantize(parameters).message() == "");
  using Byte = StoredStage<Weights::int8, 1>;
  const float* scales = Byte::floats(byte) + Byte::Type::scale_offset;
  for (std::size_t u = 0; u < 7; ++u) {
    float largest = 0, off = 0;
    int largest_stored = 0;
    for (std::size_t i = u; i < kernel.size(); i += 7) {
      const int stored = Byte::kernel(byte)[i];
      off = std::max(off, std::fabs(static_cast<float>(stored) * scales[u] - kernel[i]));
      largest = std::max(largest, std::fabs(kernel[i]));
      largest_stored = std::max(largest_stored, std::abs(stored));
    }
    CHECK(off <= scales[u] * 0.50001f);
    CHECK(scales[u] == Approx(largest / 127));
    CHECK(largest_stored == 127);
  }
  CHECK(std::equal(bias.begin(), bias.end(), Byte::floats(byte) + Byte::Type::bias_offset));

  using Convolution = StoredStage<Weights::int8, 0>;
  const auto convolution = parameters.of(parameter_tensors<Net>[0]);
  for (std::size_t i = 0; i < convolution.size(); ++i) {
    const float scale = Convolution::floats(byte)[Convolution::Type::scale_offset + i % 3];
    CHECK(std::fabs(static_cast<float>(Convolution::kernel(byte)[i]) * scale - convolution[i]) <=
          scale * 0.50001f);
  }
}

TEST_CASE("A unit of zeros, and one of next to nothing, are stored as zeros") {
  Parameters<Net> parameters = drawn();
  const auto kernel = parameters.of(parameter_tensors<Net>[2]);
  for (std::size_t i = 0; i < kernel.size(); i += 7) {
    kernel[i] = 0;
    kernel[i + 1] = 1e-37f;
  }
  StoredParameters<Net, Weights::int8> stored;
  REQUIRE(stored.quantize(parameters).message() == "");
  using At = StoredStage<Weights::int8, 1>;
  const float* scales = At::floats(stored) + At::Type::scale_offset;
  CHECK(scales[0] == 0);
  CHECK(scales[1] == 0);
  for (std::size_t i = 0; i < kernel.size(); i += 7) CHECK(At::kernel(stored)[i] == 0);
}

TEST_CASE("A value that is not finite is named, and nothing changes") {
  Parameters<Net> parameters = drawn();
  StoredParameters<Net, Weights::int8> stored;
  REQUIRE(!stored.quantize(parameters));
  const auto before = stored.bytes;
  parameters.of(parameter_tensors<Net>[4])[3] = std::numeric_limits<float>::infinity();
  CHECK(stored.quantize(parameters).message() == "'dense_1.kernel' has a value that is not finite");
  CHECK(stored.bytes == before);
}

}  // namespace stored_parameters_test
