# SPDX-License-Identifier: MIT
"""The networks of ../networks.hpp for the peers. Layers: ("conv", filters, window, "same" or "valid"), ("max", window),
("average", window), ("flatten",), ("dense", units), and activations by name."""


def _vgg_block(filters, convolutions):
    return [("conv", filters, 3, "same"), ("relu",)] * convolutions + [("max", 2)]


_flagship = [("conv", 32, 3, "valid"), ("relu",), ("max", 2), ("conv", 64, 3, "valid"), ("relu",), ("max", 2),
             ("flatten",), ("dense", 128), ("relu",), ("dense", 1), ("sigmoid",)]

NETWORKS = {
    "flagship": ((64, 64, 3), _flagship),
    "large": ((112, 112, 3), _flagship),
    "lenet": ((28, 28, 1), [("conv", 6, 5, "same"), ("tanh",), ("average", 2), ("conv", 16, 5, "valid"), ("tanh",),
                            ("average", 2), ("flatten",), ("dense", 120), ("tanh",), ("dense", 84), ("tanh",),
                            ("dense", 10), ("softmax",)]),
    "mlp": ((784,), [("dense", 512), ("relu",), ("dense", 256), ("relu",), ("dense", 10), ("softmax",)]),
    "vgg": ((32, 32, 3), [*_vgg_block(32, 2), *_vgg_block(64, 2), *_vgg_block(128, 4), ("flatten",), ("dense", 256),
                          ("relu",), ("dense", 10), ("softmax",)]),
}


def walk(shape, layers):
    """Yields (layer, its input shape) in order; shapes are (height, width, channels) or (values,)."""
    for layer in layers:
        yield layer, shape
        if layer[0] == "conv":
            lost = layer[2] - 1 if layer[3] == "valid" else 0
            shape = (shape[0] - lost, shape[1] - lost, layer[1])
        elif layer[0] in ("max", "average"):
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif layer[0] == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif layer[0] == "dense":
            shape = (layer[1],)


def kernels(shape, layers):
    """(kernel, bias) of each convolution (height, width, in, out) and dense layer (in, out), drawn as Keras does."""
    import numpy as np
    random = np.random.default_rng(1)
    for layer, before in walk(shape, layers):
        if layer[0] == "conv":
            size, area = (layer[2], layer[2], before[2], layer[1]), layer[2] ** 2
        elif layer[0] == "dense":
            size, area = (before[0], layer[1]), 1
        else:
            continue
        limit = (6 / (area * (size[-2] + size[-1]))) ** 0.5
        yield random.uniform(-limit, limit, size).astype("float32"), np.zeros(size[-1], "float32")
