#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains small networks with Keras 3 and writes their figures as C++ headers, for the tests to compare with.

Run by hand, never by a test:

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu
    KERAS_BACKEND=tensorflow venv/bin/python tests/keras/make_figures.py           writes *_figures.hpp
    KERAS_BACKEND=tensorflow venv/bin/python tests/keras/make_figures.py layers    writes layers_figures.hpp alone
    KERAS_BACKEND=tensorflow venv/bin/python tests/keras/make_figures.py formulas  prints for formulas_test.cpp

Parameters and batches come from formulas.py, which formulas.hpp repeats in C++ bit by bit.
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

from cpp_header import cpp_list, write_header
from formulas import byte_pictures, labels, parameter, perturbed, pictures, vectors, weights_of_samples

FOLDER = Path(__file__).resolve().parent


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
    perturbs: bool = False  # parameters of rank 1 too are drawn; predictions before the first step are kept
    weighs: bool = False  # samples have weights, key + 4000 + step


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


def residual():
    x = inputs = layers.Input((8, 8, 3))
    conv = lambda filters, size, **more: layers.Conv2D(filters, size, padding="same", use_bias=False, **more)
    x = layers.ReLU()(layers.BatchNormalization()(conv(4, 3)(x)))
    y = layers.ReLU()(layers.BatchNormalization()(conv(4, 3)(x)))
    y = layers.BatchNormalization()(conv(4, 3)(y))
    x = layers.ReLU()(layers.Add()([x, y]))
    y = layers.ReLU()(layers.BatchNormalization(momentum=0.9, epsilon=1e-2)(conv(6, 3, strides=2)(x)))
    y = layers.BatchNormalization()(conv(6, 3)(y))
    shortcut = conv(6, 1, strides=2)(x)  # behind the other branch: Keras orders weights by depth
    x = layers.ReLU()(layers.Add()([y, shortcut]))
    x = layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, x)


def mobile():
    return [
        layers.Input((10, 10, 3)),
        layers.Conv2D(6, 3, strides=2, padding="same"),
        layers.Activation("hard_swish"),
        layers.DepthwiseConv2D(3, padding="same"),
        layers.LayerNormalization(),
        layers.PReLU(shared_axes=[1, 2]),
        layers.SeparableConv2D(8, 3),
        layers.Activation("gelu"),
        layers.Conv2DTranspose(5, 3, strides=2),
        layers.Activation("silu"),
        layers.ZeroPadding2D(((1, 0), (0, 2))),
        layers.Conv2D(6, (3, 2), dilation_rate=2),
        layers.ELU(),
        layers.GlobalMaxPooling2D(),
        layers.UnitNormalization(),
        layers.Dense(3, activation="softmax"),
    ]


def branches():
    x = inputs = layers.Input((8, 6, 3))
    left = layers.Activation("softplus")(layers.Conv2D(4, 1)(x))
    right = layers.Conv2D(2, 1)(layers.AveragePooling2D(3, strides=1, padding="same")(x))
    x = layers.Concatenate()([left, right])
    gate = layers.Reshape((1, 1, 6))(layers.GlobalAveragePooling2D()(x))
    gate = layers.Activation("hard_sigmoid")(layers.Conv2D(6, 1)(gate))
    x = layers.Multiply()([x, gate])
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = layers.Cropping2D(((0, 1), (1, 0)))(layers.UpSampling2D(2)(x))
    x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Activation("relu6")(layers.Conv2D(4, 2)(x)))
    x = layers.Dense(3, activation="softmax")(layers.Flatten()(x))
    return keras.Model(inputs, x)


def without_vectors(optimizer):
    """Weight decay is not for biases."""
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


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
    Case("weighted", 45000, 8, 5, tanh_mlp, "categorical_crossentropy", lambda: optimizers.SGD(0.5), ["accuracy"],
         one_hot_sample, weighs=True),
]

LAYERS = [
    Case("residual", 50000, 8, 10, residual, "sparse_categorical_crossentropy",
         lambda: optimizers.SGD(0.05, momentum=0.9), ["accuracy"], picture_sample((8, 8, 3), 3), True),
    Case("mobile", 60000, 8, 10, mobile, "sparse_categorical_crossentropy", lambda: optimizers.Adam(0.003),
         ["accuracy"], picture_sample((10, 10, 3), 3), True),
    Case("branches", 70000, 8, 10, branches, "sparse_categorical_crossentropy",
         lambda: optimizers.SGD(0.05, momentum=0.9), ["accuracy"], picture_sample((8, 6, 3), 3), True),
]


def optimizer_case(name, key, optimizer, steps=10):
    return Case(name, key, 8, steps, tanh_mlp, "categorical_crossentropy", optimizer, ["accuracy"], one_hot_sample)


OPTIMIZERS = [
    optimizer_case("adamw", 80000, lambda: without_vectors(optimizers.AdamW(0.01, weight_decay=0.3))),
    optimizer_case("sgdw", 81000,
                   lambda: without_vectors(optimizers.SGD(0.1, momentum=0.9, weight_decay=0.1))),
    optimizer_case("clip_value", 82000, lambda: optimizers.SGD(0.3, momentum=0.9, clipvalue=0.02)),
    optimizer_case("clip_norm", 83000, lambda: optimizers.SGD(0.3, momentum=0.9, clipnorm=0.15)),
    optimizer_case("global_clip_norm", 84000, lambda: optimizers.SGD(0.3, momentum=0.9, global_clipnorm=0.2)),
    optimizer_case("accumulated", 85000, lambda: optimizers.Adam(0.01, gradient_accumulation_steps=4), 12),
    optimizer_case("accumulated_and_clipped", 86000, lambda: without_vectors(
        optimizers.AdamW(0.01, weight_decay=0.3, global_clipnorm=0.1, gradient_accumulation_steps=3)), 12),
]


# --- training and writing -------------------------------------------------------------------------------------


def train(case):
    """Loss and accuracy of each batch before its update, and the parameters after the last one."""
    network = case.network()
    model = Sequential(network) if isinstance(network, list) else network
    model.set_weights([
        perturbed(case.key + 1000 + t, w.astype(np.float32)) if w.ndim == 1 and case.perturbs else parameter(
            case.key + 1000 + t, w.shape) for t, w in enumerate(model.get_weights())
    ])
    predictions = []
    if case.perturbs:
        x, _ = case.sample(case.key + 2000, case.key + 3000, case.batch)
        predictions = [float(p) for p in model.predict_on_batch(x.astype(keras.backend.floatx())).ravel()]
    model.compile(case.optimizer(), case.loss, metrics=case.metrics)
    dtype = keras.backend.floatx()
    losses, accuracies = [], []
    for step in range(case.steps):
        x, y = case.sample(case.key + 2000 + step, case.key + 3000 + step, case.batch)
        model.reset_metrics()  # else Keras returns the mean since the first step
        weights = weights_of_samples(case.key + 4000 + step, case.batch).astype(dtype) if case.weighs else None
        figures = model.train_on_batch(x.astype(dtype), y.astype(dtype), sample_weight=weights, return_dict=True)
        losses.append(float(figures["loss"]))
        accuracies.append(float(figures.get("accuracy", 0)))
    weights = [w.astype(np.float64) for w in model.get_weights()]
    return {
        "losses": losses,
        "accuracies": accuracies,
        "predictions": predictions,
        "sums": [float(w.sum()) for w in weights],
        "norms": [float(np.sqrt((w * w).sum())) for w in weights],
    }


def cpp_case(case, single, double):
    text = f"\nnamespace {case.name} {{\n"
    text += f"inline constexpr std::uint64_t key = {case.key};\n"
    text += f"inline constexpr std::size_t batch = {case.batch};\n"
    text += cpp_list("losses", single["losses"], 9)
    text += cpp_list("losses_in_double", double["losses"], 12)
    if case.metrics:
        text += cpp_list("accuracies", single["accuracies"], 9)
    if case.perturbs:
        text += cpp_list("predictions", double["predictions"], 12)
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
    text = f"// Written by make_figures.py with Keras {keras.__version__} ({keras.backend.backend()}).\n"
    text += comment + "\n#include <array>\n#include <cstddef>\n#include <cstdint>\n\nnamespace keras_figures {\n"
    for case in cases:
        text += cpp_case(case, train(case), double[case.name])
    write_header(path, text + "\n}  // namespace keras_figures\n")


FORMULAS = """//
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
// - weighted: as tanh_mlp, whose samples have weights; SGD 0.5.
"""

LAYERS_COMMENT = FORMULAS + """//
// Parameters of rank 1 are not 0 here: an element is its initial value, 0 or 1, and (u(k, i) - 0.5) * 0.25.
// predictions are the outputs for the inputs of step 0 before that step, in float64.
//
// - residual: pictures (8, 8, 3); residual blocks with BatchNormalization, the second with strides; SGD 0.05,
//   momentum 0.9.
// - mobile: pictures (10, 10, 3); depthwise, separable, transposed and dilated convolutions,
//   LayerNormalization, UnitNormalization, PReLU and other activations; Adam 0.003.
// - branches: pictures (8, 6, 3); Concatenate, Multiply with a gate, poolings with same padding, UpSampling2D
//   nearest and bilinear, Cropping2D, activations; SGD 0.05, momentum 0.9.
// make_figures.py and train/keras_layers_test.cpp have each layer.
"""

OPTIMIZERS_COMMENT = FORMULAS + """//
// All train tanh_mlp: vectors of 10, 4 classes as one-hot rows; Dense 16 tanh, Dense 4 softmax; categorical
// cross-entropy. Weight decay leaves out biases.
// - adamw: AdamW 0.01, weight decay 0.3. - sgdw: SGD 0.1, momentum 0.9, weight decay 0.1.
// - clip_value, clip_norm, global_clip_norm: SGD 0.3, momentum 0.9, limits 0.02, 0.15 and 0.2.
// - accumulated: Adam 0.01, a step for 4 batches. - accumulated_and_clipped: AdamW 0.01, weight decay 0.3,
//   global_clipnorm 0.1, a step for 3 batches.
"""

FILES = {
    "flagship": (FLAGSHIP_COMMENT, [FLAGSHIP]),
    "small": (SMALL_COMMENT, SMALL),
    "layers": (LAYERS_COMMENT, LAYERS),
    "optimizers": (OPTIMIZERS_COMMENT, OPTIMIZERS),
}


def main():
    if sys.argv[1:] == ["formulas"]:
        print_formulas()
        return
    if sys.argv[1:2] == ["float64"]:
        keras.backend.set_floatx("float64")
        json.dump({case.name: train(case) for name in sys.argv[2:] for case in FILES[name][1]}, sys.stdout)
        return
    names = sys.argv[1:] or list(FILES)
    other = subprocess.run([sys.executable, __file__, "float64", *names], stdout=subprocess.PIPE, check=True)
    double = json.loads(other.stdout.decode().splitlines()[-1])
    for name in names:
        write(FOLDER / f"{name}_figures.hpp", *FILES[name], double)


if __name__ == "__main__":
    main()
