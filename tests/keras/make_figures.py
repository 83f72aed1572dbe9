#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains small networks with Keras 3 and writes their figures as C++ headers, for the tests to compare with.

Run by hand, never by a test:

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu
    KERAS_BACKEND=tensorflow venv/bin/python tests/keras/make_figures.py           writes *_figures.hpp
    KERAS_BACKEND=tensorflow venv/bin/python tests/keras/make_figures.py formulas  prints for formulas_test.cpp

Parameters and batches come from the formulas below, which tests/keras/formulas.hpp repeats in C++ bit by bit.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import Sequential, layers, optimizers

FOLDER = Path(__file__).resolve().parent


# --- the formulas ---------------------------------------------------------------------------------------------


def random_bits(key, count):
    """cameo::random_bits(key, i) for i in 0 .. count-1."""
    mask = (1 << 64) - 1
    z = np.full(count, (key * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & mask, np.uint64)
    counter = np.arange(count, dtype=np.uint64)
    for _ in range(2):
        z += counter * np.uint64(0xD1342543DE82EF95) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return z


def random_uniform(key, count):
    return (random_bits(key, count) >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)


def parameter(key, shape):
    """Biases are zero; kernels are Glorot-uniform: float32 (2 u - 1) * limit."""
    if len(shape) == 1:
        return np.zeros(shape, np.float32)
    window = int(np.prod(shape[:-2]))
    limit = np.float32(np.sqrt(np.float64(6) / (window * (shape[-2] + shape[-1]))))
    u = random_uniform(key, int(np.prod(shape)))
    return ((np.float32(2) * u - np.float32(1)) * limit).reshape(shape)


def labels(key, count, classes):
    return (random_bits(key, count) % np.uint64(classes)).astype(np.float32)


def pictures(key, label, shape):
    """u, and 0.5 * label brighter in the left half: columns below width / 2."""
    x = random_uniform(key, label.size * int(np.prod(shape))).reshape(label.size, *shape)
    x[:, :, : shape[1] // 2] += (np.float32(0.5) * label)[:, None, None, None]
    return x


def byte_pictures(key, count, shape):
    return (random_bits(key, count * int(np.prod(shape))) >> np.uint64(56)).astype(np.float32).reshape(count, *shape)


def vectors(key, count, size):
    return (np.float32(2) * random_uniform(key, count * size) - np.float32(1)).reshape(count, size)


# --- the networks ---------------------------------------------------------------------------------------------


@dataclass
class Case:
    name: str
    key: int  # parameters: key + 1000 + tensor, inputs: key + 2000 + step, labels: key + 3000 + step
    batch: int
    steps: int
    network: Callable
    loss: str
    optimizer: Callable
    metrics: list
    sample: Callable  # (input key, label key, batch) -> x, y


def flagship():
    return [
        layers.Input((64, 64, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]


def lenet():
    return [
        layers.Input((12, 12, 1)),
        layers.Conv2D(4, 5, padding="same", activation="relu"),
        layers.AveragePooling2D(2),
        layers.Conv2D(6, 3, strides=2),
        layers.LeakyReLU(negative_slope=0.1),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax"),
    ]


def tanh_mlp():
    return [layers.Input((10,)), layers.Dense(16, activation="tanh"), layers.Dense(4, activation="softmax")]


def regression():
    return [layers.Input((7,)), layers.Dense(5, activation="relu"), layers.Dense(2)]


def rescaled():
    return [
        layers.Input((9, 9, 2)),
        layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(3, 3),
        layers.MaxPooling2D(3, strides=2),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ]


def picture_sample(shape, classes):
    def sample(input_key, label_key, batch):
        y = labels(label_key, batch, classes)
        return pictures(input_key, y, shape), y

    return sample


def one_hot_sample(input_key, label_key, batch):
    return vectors(input_key, batch, 10), np.eye(4, dtype=np.float32)[labels(label_key, batch, 4).astype(int)]


def regression_sample(input_key, label_key, batch):
    return vectors(input_key, batch, 7), vectors(label_key, batch, 2)


def byte_sample(input_key, label_key, batch):
    return byte_pictures(input_key, batch, (9, 9, 2)), labels(label_key, batch, 2)


FLAGSHIP = Case("flagship", 0, 32, 20, flagship, "binary_crossentropy", lambda: optimizers.Adam(), ["accuracy"],
                picture_sample((64, 64, 3), 2))
SMALL = [
    Case("lenet", 10000, 8, 5, lenet, "sparse_categorical_crossentropy",
         lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True), ["accuracy"], picture_sample((12, 12, 1), 3)),
    Case("tanh_mlp", 20000, 8, 5, tanh_mlp, "categorical_crossentropy", lambda: optimizers.Adam(), ["accuracy"],
         one_hot_sample),
    Case("regression", 30000, 8, 5, regression, "mean_squared_error", lambda: optimizers.SGD(0.1), [],
         regression_sample),
    Case("rescaled", 40000, 8, 5, rescaled, "binary_crossentropy", lambda: optimizers.SGD(0.01, momentum=0.5),
         ["accuracy"], byte_sample),
]


# --- training and writing -------------------------------------------------------------------------------------


def train(case):
    """Loss and accuracy of each batch before its update, and the parameters after the last one."""
    model = Sequential(case.network())
    model.set_weights([parameter(case.key + 1000 + t, w.shape) for t, w in enumerate(model.get_weights())])
    model.compile(case.optimizer(), case.loss, metrics=case.metrics)
    dtype = keras.backend.floatx()
    losses, accuracies = [], []
    for step in range(case.steps):
        x, y = case.sample(case.key + 2000 + step, case.key + 3000 + step, case.batch)
        model.reset_metrics()  # else Keras returns the mean since the first step
        figures = model.train_on_batch(x.astype(dtype), y.astype(dtype), return_dict=True)
        losses.append(float(figures["loss"]))
        accuracies.append(float(figures.get("accuracy", 0)))
    weights = [w.astype(np.float64) for w in model.get_weights()]
    return {
        "losses": losses,
        "accuracies": accuracies,
        "sums": [float(w.sum()) for w in weights],
        "norms": [float(np.sqrt((w * w).sum())) for w in weights],
    }


def cpp_list(name, values, digits):
    body = ", ".join(f"{value:.{digits}g}" if value else "0" for value in values)
    return f"inline constexpr std::array<double, {len(values)}> {name}{{{body}}};\n"


def cpp_case(case, single, double):
    text = f"\nnamespace {case.name} {{\n"
    text += f"inline constexpr std::uint64_t key = {case.key};\n"
    text += f"inline constexpr std::size_t batch = {case.batch};\n"
    text += cpp_list("losses", single["losses"], 9)
    text += cpp_list("losses_in_double", double["losses"], 12)
    if case.metrics:
        text += cpp_list("accuracies", single["accuracies"], 9)
    text += cpp_list("final_sums", single["sums"], 9)
    text += cpp_list("final_norms", single["norms"], 9)
    text += cpp_list("final_sums_in_double", double["sums"], 12)
    text += cpp_list("final_norms_in_double", double["norms"], 12)
    return text + f"}}  // namespace {case.name}\n"


def print_formulas():
    """The figures of formulas_test.cpp."""
    show = lambda x: print(*(float(value).hex() for value in np.ravel(x)))
    kernel = parameter(1002, (3, 3, 32, 64))
    show(kernel[0, 0, 0, :3])
    show(kernel[2, 2, 31, 61:])
    label = labels(3000, 32, 2)
    picture = pictures(2000, label, (64, 64, 3))
    show(label[:8])
    show(picture[1, 5, 30:33, 2])
    show(picture[31, 63, 63])
    x, y = one_hot_sample(22000, 23000, 8)
    show(y[:3])
    show(x[7, 7:])
    show(byte_sample(42000, 43000, 8)[0][7, 8, 7:])


def write(path, comment, cases, double):
    text = "// SPDX-License-Identifier: MIT\n#pragma once\n\n"
    text += f"// Written by make_figures.py with Keras {keras.__version__} ({keras.backend.backend()}).\n"
    text += comment + "\n#include <array>\n#include <cstddef>\n#include <cstdint>\n\nnamespace keras_figures {\n"
    for case in cases:
        text += cpp_case(case, train(case), double[case.name])
    path.write_text(text + "\n}  // namespace keras_figures\n")
    subprocess.run(["clang-format", "-i", path], check=False)


FORMULAS = """//
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
"""

FLAGSHIP_COMMENT = FORMULAS + """//
// - flagship: pictures (64, 64, 3), 2 classes; Conv2D 32 3x3 relu, MaxPooling2D 2, Conv2D 64 3x3 relu,
//   MaxPooling2D 2, Flatten, Dense 128 relu, Dense 1 sigmoid; binary cross-entropy; Adam with its defaults.
"""

SMALL_COMMENT = FORMULAS + """//
// - lenet: pictures (12, 12, 1), 3 classes; Conv2D 4 5x5 same relu, AveragePooling2D 2, Conv2D 6 3x3
//   stride 2, LeakyReLU 0.1, GlobalAveragePooling2D, Dense 3 softmax; sparse categorical cross-entropy;
//   SGD 0.05, momentum 0.9, Nesterov.
// - tanh_mlp: vectors of 10, 4 classes as one-hot rows; Dense 16 tanh, Dense 4 softmax; categorical
//   cross-entropy; Adam with its defaults.
// - regression: vectors of 7, targets are vectors of 2 (with the labels' k); Dense 5 relu, Dense 2; mean
//   squared error; SGD 0.1.
// - rescaled: bytes (9, 9, 2), 2 classes; Rescaling 1/127.5 offset -1, Conv2D 3 3x3, MaxPooling2D 3 stride 2,
//   Flatten, Dense 1 sigmoid; binary cross-entropy; SGD 0.01, momentum 0.5.
"""


def main():
    if sys.argv[1:] == ["formulas"]:
        print_formulas()
        return
    if sys.argv[1:] == ["float64"]:
        keras.backend.set_floatx("float64")
        json.dump({case.name: train(case) for case in [FLAGSHIP, *SMALL]}, sys.stdout)
        return
    other = subprocess.run([sys.executable, __file__, "float64"], stdout=subprocess.PIPE, check=True)
    double = json.loads(other.stdout.decode().splitlines()[-1])
    write(FOLDER / "flagship_figures.hpp", FLAGSHIP_COMMENT, [FLAGSHIP], double)
    write(FOLDER / "small_figures.hpp", SMALL_COMMENT, SMALL, double)


if __name__ == "__main__":
    main()
