// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_resnet.hpp>

#include "flagship.hpp"

// The networks that are measured, each with the loss that it is trained with: they are written here and in
// flagship.hpp alone. Peers are told by described.hpp. The struct NAME is the program benchmark_NAME, and its
// `name` is the same in small letters.

namespace benchmarks {

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

/// Three layers of 1024 units: 12 MB of weights.
struct WideMlp {
  static constexpr std::string_view name = "widemlp";
  using Net =
      Sequential<Input<1024>, Dense<1024>, ReLU, Dense<1024>, ReLU, Dense<1024>, ReLU, Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// dlib's network for faces. It is not trained here: its loss compares pictures of a batch.
struct DlibFace {
  static constexpr std::string_view name = "dlibface";
  using Net = FaceResNet;
};

/// A residual network with BatchNormalization for 64x64 gray pictures of faces, 1.2 million parameters.
struct ResNet {
  static constexpr std::string_view name = "resnet";
  template <int Filters, int Step = 1>
  using Normalized =
      Branch<Conv2D<Filters, 3, Conv{.stride = Step, .padding = Same, .bias = false}>, BatchNormalization<>>;
  template <int Filters>
  using Block = Branch<Residual<Normalized<Filters>, ReLU, Normalized<Filters>>, ReLU>;
  template <int Filters>
  using Down = Branch<Normalized<Filters, 2>, ReLU>;
  using Net = Sequential<Input<64, 64, 1>, Down<24>, Down<48>, Block<48>, Down<96>, Block<96>, Down<160>,
                         Block<160>, Flatten, Dropout<0.4f>, Dense<128, DenseOptions{.bias = false}>>;
  using Loss = MeanSquaredError;
};

/// MobileNet of half the width for 96x96 pictures, without its four blocks that repeat the one before.
/// Howard et al., 2017: https://arxiv.org/abs/1704.04861
struct MobileNet {
  static constexpr std::string_view name = "mobilenet";
  template <class Convolution>
  using Normalized = Branch<Convolution, BatchNormalization<>, ReLU>;
  template <int Filters, int Step = 1>
  using Block =
      Branch<Normalized<DepthwiseConv2D<3, Depthwise{.stride = Step, .padding = Same, .bias = false}>>,
             Normalized<Conv2D<Filters, 1, Conv{.bias = false}>>>;
  using Net = Sequential<Input<96, 96, 3>,
                         Normalized<Conv2D<16, 3, Conv{.stride = 2, .padding = Same, .bias = false}>>,
                         Block<32>, Block<64, 2>, Block<64>, Block<128, 2>, Block<128>, Block<256, 2>,
                         Block<256>, Block<512, 2>, Block<512>, GlobalAveragePooling2D, Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// A U-Net of three sizes of image, which says of each pixel of a picture whether it is of a thing.
/// Ronneberger et al., 2015: https://arxiv.org/abs/1505.04597
struct UNet {
  static constexpr std::string_view name = "unet";
  static constexpr Conv same{.padding = Same};
  template <int Filters>
  using Twice = Branch<Conv2D<Filters, 3, same>, ReLU, Conv2D<Filters, 3, same>, ReLU>;
  /// Twice, then `Smaller` on the halved image beside what it was made of, then Twice.
  template <int Filters, class Smaller>
  using Level =
      Branch<Twice<Filters>, Concatenate<Branch<>, Branch<MaxPooling2D<2>, Smaller, UpSampling2D<2>>>,
             Twice<Filters>>;
  using Net = Sequential<Input<64, 64, 3>, Level<16, Level<32, Twice<64>>>, Conv2D<1, 1>, Sigmoid>;
  using Loss = BinaryCrossentropy;
};

/// Windows of 5x5 alone.
struct Conv5x5 {
  static constexpr std::string_view name = "conv5x5";
  static constexpr Conv same{.padding = Same};
  using Net = Sequential<Input<32, 32, 3>, Conv2D<32, 5, same>, ReLU, MaxPooling2D<2>, Conv2D<32, 5, same>,
                         ReLU, MaxPooling2D<2>, Conv2D<64, 5, same>, ReLU, MaxPooling2D<2>, Flatten,
                         Dense<64>, ReLU, Dense<10>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// Sizes that no vector divides.
struct Odd {
  static constexpr std::string_view name = "odd";
  using Net = Sequential<Input<97, 61, 5>, Conv2D<13, 3>, ReLU, MaxPooling2D<2>, Conv2D<29, 3>, ReLU,
                         MaxPooling2D<2>, Flatten, Dense<37>, ReLU, Dense<7>, Softmax>;
  using Loss = SparseCategoricalCrossentropy;
};

/// It has a loss.
template <class Setup>
concept Trained = requires {
  typename Setup::Loss;
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
