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
//
// losses and accuracies are those of the step's batch before its update. final_sums and final_norms (sum and
// L2 norm of each tensor, added in double) are those after the last step, in the order of get_weights().
// *_in_double is the same training in float64: the distance between the two is the noise of float32.
//
// - flagship: pictures (64, 64, 3), 2 classes; Conv2D 32 3x3 relu, MaxPooling2D 2, Conv2D 64 3x3 relu,
//   MaxPooling2D 2, Flatten, Dense 128 relu, Dense 1 sigmoid; binary cross-entropy; Adam with its defaults.

#include <array>
#include <cstddef>
#include <cstdint>

namespace keras_figures {

namespace flagship {
inline constexpr std::uint64_t key = 0;
inline constexpr std::size_t batch = 32;
inline constexpr std::array<double, 20> losses{
    0.696127057, 0.473905295,  1.59217477,   0.431537509, 0.915070474,   0.7809062,   0.603247881,
    0.377043486, 0.369910538,  0.397220135,  0.507063448, 0.311866373,   0.194458932, 0.144470781,
    0.175178781, 0.0799162984, 0.0302371308, 0.013129957, 0.00568026397, 0.0029686999};
inline constexpr std::array<double, 20> losses_in_double{
    0.696127058815,  0.473905350006,  1.59218103596,   0.431539059625,   0.915074128522,
    0.780912015659,  0.603255211078,  0.377044725736,  0.369910338048,   0.397220350143,
    0.507067106269,  0.311874560331,  0.19446698955,   0.144478665722,   0.175191618546,
    0.0799211241599, 0.0302373566828, 0.0131288415694, 0.00568004843874, 0.00296861382902};
inline constexpr std::array<double, 20> accuracies{
    0.5, 0.71875, 0.40625, 1, 0.5625, 0.5625, 0.375, 1, 0.625, 0.625, 0.46875, 1, 1, 1, 1, 1, 1, 1, 1, 1};
inline constexpr std::array<double, 8> final_sums{-3.86745274, 0.0558224027, -60.9446025, -0.215208283,
                                                  -975.475024, -0.15480377,  0.332048502, -0.00274910685};
inline constexpr std::array<double, 8> final_norms{2.31335863, 0.0482840319, 6.61255705, 0.0478166945,
                                                   16.6873662, 0.0373154863, 1.50440417, 0.00274910685};
inline constexpr std::array<double, 8> final_sums_in_double{
    -3.86714327256, 0.0558352958295, -60.948303836,  -0.215216687564,
    -975.5168877,   -0.154804476326, 0.332050233362, -0.00274904980042};
inline constexpr std::array<double, 8> final_norms_in_double{2.31335577809,  0.04828633353,   6.61255985024,
                                                             0.047815972631, 16.6873642466,   0.0373154737388,
                                                             1.50440374071,  0.00274904980042};
}  // namespace flagship

}  // namespace keras_figures
