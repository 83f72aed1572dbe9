# SPDX-License-Identifier: MIT
"""Parameters and batches of the figures, which formulas.hpp repeats in C++ bit by bit."""

import numpy as np


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


def perturbed(key, initial):
    """A bias, gamma, beta or statistic: its initial value, 0 or 1, and u / 4 - 1 / 8."""
    return initial + (random_uniform(key, initial.size) - np.float32(0.5)) * np.float32(0.25)


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


def weights_of_samples(key, count):
    return np.float32(2) * random_uniform(key, count)
