// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/cameo.hpp>
#include <string_view>

// The networks that are measured, each with its loss. peers/networks.py says the same to the peers; run.py
// compares the parameter counts.

namespace benchmarks {

using namespace cameo;

struct Flagship {
  static constexpr std::string_view name = "flagship";
  using Net = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                         MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;
  using Loss = BinaryCrossentropy;
};

/// The flagship on 112x112 pictures.
struct Large {
  static constexpr std::string_view name = "large";
  using Net = Sequential<Input<112, 112, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                         MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;
  using Loss = BinaryCrossentropy;
};

struct Lenet {
  static constexpr std::string_view name = "lenet";
  using Net = Sequential<Input<28, 28, 1>, Conv2D<6, 5, Conv{.padding = Same}>, Tanh, AveragePooling2D<2>,
                         Conv2D<16, 5>, Tanh, AveragePooling2D<2>, Flatten, Dense<120>, Tanh, Dense<84>, Tanh,
                         Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

struct Mlp {
  static constexpr std::string_view name = "mlp";
  using Net = Sequential<Input<784>, Dense<512>, ReLU, Dense<256>, ReLU, Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// Eight convolutions and two dense layers, as VGG has them.
struct Vgg {
  static constexpr std::string_view name = "vgg";
  static constexpr Conv same{.padding = Same};
  using Net =
      Sequential<Input<32, 32, 3>, Conv2D<32, 3, same>, ReLU, Conv2D<32, 3, same>, ReLU, MaxPooling2D<2>,
                 Conv2D<64, 3, same>, ReLU, Conv2D<64, 3, same>, ReLU, MaxPooling2D<2>, Conv2D<128, 3, same>,
                 ReLU, Conv2D<128, 3, same>, ReLU, Conv2D<128, 3, same>, ReLU, Conv2D<128, 3, same>, ReLU,
                 MaxPooling2D<2>, Flatten, Dense<256>, ReLU, Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// Multiply-adds of a training step on one sample, done directly: forward, gradient of the parameters, and
/// gradient of the input for every layer but the first.
template <class Net>
constexpr double step_multiply_adds() {
  using First = typename Net::template Layer<0>;
  return 3.0 * static_cast<double>(Net::multiply_adds) -
         static_cast<double>(First::template multiply_adds<typename Net::Input>());
}

}  // namespace benchmarks
