// SPDX-License-Identifier: MIT
#pragma once

// Written by make_figures.py with Keras 3.15.1 (tensorflow).
//
// Formulas (formulas.hpp has them in C++), with u(k, i) = cameo::random_uniform(k, i) and
// b(k, i) = cameo::random_bits(k, i):
// - Parameter tensor t, in the order of get_weights(), has k = key + 1000 + t. Biases are 0. Element i of a
//   kernel is (2 u(k, i) - 1) * limit in float, with limit = float(sqrt(6.0 / (fan_in + fan_out))).
// - Inputs of step s have k = key + 2000 + s; i counts through the whole batch (n, height, width, channels).
// - Labels of step s have k = key + 3000 + s; sample n is of class b(k, n) % classes.
// - Pictures are u(k, i), plus 0.5f * class in columns below width / 2.
// - Vectors are 2 u(k, i) - 1. Bytes are b(k, i) >> 56.
// - Weights of samples, where they have some, are 2 u(k, i) with k = key + 4000 + s.
//
// losses and accuracies are those of the step's batch before its update. final_sums and final_norms (sum and
// L2 norm of each tensor, added in double) are those after the last step, in the order of get_weights().
// *_in_double is the same training in float64: the distance between the two is the noise of float32.
//
// - lenet: pictures (12, 12, 1), 3 classes; Conv2D 4 5x5 same relu, AveragePooling2D 2, Conv2D 6 3x3
//   stride 2, LeakyReLU 0.1, GlobalAveragePooling2D, Dense 3 softmax; sparse categorical cross-entropy;
//   SGD 0.05, momentum 0.9, Nesterov.
// - tanh_mlp: vectors of 10, 4 classes as one-hot rows; Dense 16 tanh, Dense 4 softmax; categorical
//   cross-entropy; Adam with its defaults.
// - regression: vectors of 7, targets are vectors of 2 (with the labels' k); Dense 5 relu, Dense 2; mean
//   squared error; SGD 0.1.
// - rescaled: bytes (9, 9, 2), 2 classes; Rescaling 1/127.5 offset -1, Conv2D 3 3x3, MaxPooling2D 3 stride 2,
//   Flatten, Dense 1 sigmoid; binary cross-entropy; SGD 0.01, momentum 0.5.
// - weighted: as tanh_mlp, whose samples have weights; SGD 0.5.

#include <array>
#include <cstddef>
#include <cstdint>

namespace keras_figures {

namespace lenet {
inline constexpr std::uint64_t key = 10000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 5> losses{1.0910728, 1.13862157, 1.08669484, 1.19557059, 1.1231215};
inline constexpr std::array<double, 5> losses_in_double{1.09107282092, 1.13862153136, 1.08669483998,
                                                        1.19557055739, 1.12312142333};
inline constexpr std::array<double, 5> accuracies{0.375, 0.125, 0.125, 0.125, 0.125};
inline constexpr std::array<double, 6> final_sums{-1.74404282,   -0.0138582803, -1.40314345,
                                                  -0.0270324276, -0.858823294,  2.23517418e-08};
inline constexpr std::array<double, 6> final_norms{1.3218973,    0.0211332596, 2.13037684,
                                                   0.0235266972, 1.76592126,   0.00965628582};
inline constexpr std::array<double, 6> final_sums_in_double{
    -1.74404279714, -0.0138583190849, -1.40314332678, -0.0270324247042, -0.858823148534, 1.73472347598e-17};
inline constexpr std::array<double, 6> final_norms_in_double{
    1.32189729067, 0.0211332915078, 2.13037684969, 0.0235267041892, 1.76592127435, 0.00965627746449};
}  // namespace lenet

namespace tanh_mlp {
inline constexpr std::uint64_t key = 20000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 5> losses{1.59563386, 1.51678693, 1.56327653, 1.50932956, 1.30942631};
inline constexpr std::array<double, 5> losses_in_double{1.59563387751, 1.51678688264, 1.56327657512,
                                                        1.50932955706, 1.30942623799};
inline constexpr std::array<double, 5> accuracies{0.125, 0.25, 0.125, 0.25, 0.5};
inline constexpr std::array<double, 4> final_sums{5.97175453, -5.38197928e-05, -2.72526796, -0.000707929255};
inline constexpr std::array<double, 4> final_norms{3.43243458, 0.00961958347, 2.4178303, 0.00510367663};
inline constexpr std::array<double, 4> final_sums_in_double{5.97175464597, -5.38209356978e-05, -2.72526828524,
                                                            -0.000707930329092};
inline constexpr std::array<double, 4> final_norms_in_double{3.43243456307, 0.00961959126329, 2.41783029722,
                                                             0.0051036806705};
}  // namespace tanh_mlp

namespace regression {
inline constexpr std::uint64_t key = 30000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 5> losses{0.337819785, 0.713187277, 0.433310688, 0.642790318,
                                              0.272559434};
inline constexpr std::array<double, 5> losses_in_double{0.337819776152, 0.71318723429, 0.433310687156,
                                                        0.642790347485, 0.2725594109};
inline constexpr std::array<double, 4> final_sums{-1.46314969, -0.154448844, 1.01978079, -0.141465317};
inline constexpr std::array<double, 4> final_norms{2.07164135, 0.117465497, 1.3438238, 0.108330459};
inline constexpr std::array<double, 4> final_sums_in_double{-1.46314943356, -0.154448824986, 1.01978066602,
                                                            -0.141465310089};
inline constexpr std::array<double, 4> final_norms_in_double{2.07164129209, 0.117465480585, 1.34382374787,
                                                             0.108330454221};
}  // namespace regression

namespace rescaled {
inline constexpr std::uint64_t key = 40000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 5> losses{0.910273731, 0.546128988, 0.705184996, 0.763114333,
                                              0.806316376};
inline constexpr std::array<double, 5> losses_in_double{0.910273688927, 0.546129058009, 0.705184998282,
                                                        0.763114326015, 0.806316348164};
inline constexpr std::array<double, 5> accuracies{0.25, 0.875, 0.5, 0.5, 0.375};
inline constexpr std::array<double, 4> final_sums{-0.994459133, -0.0115491829, 1.03370833, -0.00954045355};
inline constexpr std::array<double, 4> final_norms{1.59571929, 0.0109376011, 1.42755715, 0.00954045355};
inline constexpr std::array<double, 4> final_sums_in_double{-0.994459162261, -0.0115491829036, 1.03370833247,
                                                            -0.00954045383347};
inline constexpr std::array<double, 4> final_norms_in_double{1.59571931298, 0.0109376005932, 1.42755712209,
                                                             0.00954045383347};
}  // namespace rescaled

namespace weighted {
inline constexpr std::uint64_t key = 45000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 5> losses{2.22052693, 1.62585104, 0.928560019, 1.34282076, 1.89405239};
inline constexpr std::array<double, 5> losses_in_double{2.22052695467, 1.625851018, 0.928560046863,
                                                        1.34282078507, 1.8940524889};
inline constexpr std::array<double, 5> accuracies{0.125, 0.125, 0.5, 0.5, 0.375};
inline constexpr std::array<double, 4> final_sums{-2.94731419, -0.407504261, 4.84022396, -5.21540642e-08};
inline constexpr std::array<double, 4> final_norms{3.41385085, 0.313994659, 2.47752581, 0.329516034};
inline constexpr std::array<double, 4> final_sums_in_double{-2.94731399373, -0.407504250748, 4.84022375755,
                                                            -2.77555756156e-17};
inline constexpr std::array<double, 4> final_norms_in_double{3.41385084697, 0.313994663387, 2.47752578089,
                                                             0.32951604975};
}  // namespace weighted

}  // namespace keras_figures
