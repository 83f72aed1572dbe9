# SPDX-License-Identifier: MIT
"""onnx_file.py FOLDER NAME BATCH: writes FOLDER/NAME-BATCH.onnx, which every peer that predicts from ONNX reads."""
import os
import sys

import numpy as np
from networks import Network, Unsupported, enlargement
from onnx import TensorProto, helper, numpy_helper, save


class Graph:
    """Nodes so far; a value is its name."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, values):
        name = f"w{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind, *inputs, **attributes):
        name = f"y{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def operations(self):
        node = self.node
        return {
            "conv2d": lambda layer, x: self.conv(layer, x, layer.parameters["kernel"].transpose(3, 2, 0, 1), layer.groups),
            "depthwise_conv2d": self.depthwise,
            "max_pooling2d": lambda layer, x: node("MaxPool", x, **window(layer)),
            "average_pooling2d": lambda layer, x: node("AveragePool", x, count_include_pad=0, **window(layer)),
            "global_max_pooling2d": lambda layer, x: node("Flatten", node("GlobalMaxPool", x)),
            "global_average_pooling2d": lambda layer, x: node("Flatten", node("GlobalAveragePool", x)),
            "flatten": lambda layer, x: node("Flatten", x),
            "dense": lambda layer, x: node("Gemm", x, *map(self.constant, layer.parameters.values())),
            "batch_normalization": self.normalization,
            "dropout": lambda layer, x: x,
            "re_lu": lambda layer, x: node("Relu", x),
            "re_lu6": lambda layer, x: node("Clip", x, self.constant(np.float32(0)), self.constant(np.float32(6))),
            "leaky_re_lu": lambda layer, x: node("LeakyRelu", x, alpha=layer.negative_slope),
            "tanh": lambda layer, x: node("Tanh", x),
            "sigmoid": lambda layer, x: node("Sigmoid", x),
            "softmax": lambda layer, x: node("Softmax", x, axis=1),
            "zero_padding2d": lambda layer, x: self.pad(x, [0, 0, *layer.padding[0::2], 0, 0, *layer.padding[1::2]]),
            "pad_channels": self.pad_channels,
            "up_sampling2d": self.up_sampling,
            "add": lambda layer, first, *more: self.pairwise("Add", first, more),
            "concatenate": lambda layer, *inputs: node("Concat", *inputs, axis=1),
        }

    def conv(self, layer, x, kernel, groups):
        bias = [self.constant(layer.parameters["bias"])] if "bias" in layer.parameters else []
        return self.node("Conv", x, self.constant(kernel), *bias, group=groups, dilations=layer.dilation, **window(layer))

    def depthwise(self, layer, x):
        kernel = layer.parameters["kernel"]  # (rows, columns, channels, filters of each)
        rows, columns, channels, _ = kernel.shape
        return self.conv(layer, x, kernel.transpose(2, 3, 0, 1).reshape(-1, 1, rows, columns), channels)

    def normalization(self, layer, x):
        names = ("gamma", "beta", "moving_mean", "moving_variance")
        return self.node("BatchNormalization", x, *(self.constant(layer.parameters[name]) for name in names),
                         epsilon=layer.epsilon)

    def pad(self, x, sides):
        if not any(sides):
            return x
        return self.node("Pad", x, self.constant(np.array(sides, np.int64)))

    def pad_channels(self, layer, x):
        rank = len(layer.shape)
        return self.pad(x, [0] * (rank + 2) + [layer.shape[-1] - layer.before[-1]] + [0] * (rank - 1))

    def up_sampling(self, layer, x):
        factors = np.array([1, 1, *enlargement(layer)], np.float32)
        return self.node("Resize", x, "", self.constant(factors), mode="nearest",
                         coordinate_transformation_mode="asymmetric", nearest_mode="floor")

    def pairwise(self, kind, first, more):
        for other in more:
            first = self.node(kind, first, other)
        return first


def window(layer):
    top, bottom, left, right = layer.padding
    return {"kernel_shape": layer.window, "strides": layer.stride, "pads": [top, left, bottom, right]}


def channels_first(shape):
    return (shape[2], *shape[:2]) if len(shape) == 3 else shape


def main(folder, name, batch):
    network, graph = Network(folder, name, channels_first=True), Graph()
    last = network.evaluate("x", graph.operations())
    tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *channels_first(shape)])
    whole = helper.make_graph(graph.nodes, name, [tensor("x", network.shape)], [tensor(last, network.layers[-1].shape)],
                              graph.constants)
    path = os.path.join(folder, f"{name}-{batch}.onnx")
    save(helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except Unsupported as reason:
        sys.exit(str(reason))
