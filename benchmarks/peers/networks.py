# SPDX-License-Identifier: MIT
"""A network as ../described.hpp tells it, for the peers that build it layer by layer."""
import json
import os
from types import SimpleNamespace

# Layers that let every value be where it was.
IN_PLACE = ("re_lu", "re_lu6", "leaky_re_lu", "tanh", "sigmoid", "dropout")


class Unsupported(Exception):
    """This peer does not do this task."""


def enlargement(layer):
    """How many times as high and as wide a layer makes an image."""
    return tuple(after // before for after, before in zip(layer.shape[:2], layer.before[:2]))


class Network:
    """shape and layers[].shape are (height, width, channels) or (values,); parameters, x and y are arrays in Keras's order
    of axes, y what Cameo makes of x. A layer has kind, inputs (indices of layers, -1 the network's input), the shapes
    `before` and `shape` of its first input and its output, parameters by name, and its options. `channels_first` suits dense kernels to images of (channels, height, width)."""

    def __init__(self, folder, name, channels_first=False):
        import numpy as np
        path = os.path.join(folder, name)
        with open(path + ".json") as file:
            said = json.load(file)
        self.name, self.loss, self.shape = said["name"], said["loss"], tuple(said["shape"])
        self.layers = [SimpleNamespace(**layer) for layer in said["layers"]]
        floats = np.fromfile(path + ".parameters", "<f4")
        for layer in self.layers:
            layer.parameters = {key: floats[at["offset"]:at["offset"] + int(np.prod(at["shape"]))].reshape(at["shape"])
                                for key, at in layer.parameters.items()}
        self.x = np.fromfile(path + ".x", "<f4").reshape(-1, *self.shape)
        self.y = np.fromfile(path + ".y", "<f4").reshape(-1, *self.layers[-1].shape)
        self.parameters = sum(values.size for layer in self.layers for values in layer.parameters.values())
        for layer in self.layers:
            layer.before = self.shape_of(layer.inputs[0])
        if channels_first:
            self.suit_dense_kernels()

    def shape_of(self, index):
        return tuple(self.layers[index].shape) if index >= 0 else self.shape

    def suit_dense_kernels(self):
        images = {-1: None}  # of a flattened image: its shape
        for index, layer in enumerate(self.layers):
            image = images[layer.inputs[0]]
            if layer.kind == "flatten":
                image = layer.before
            elif layer.kind == "dense" and image:
                kernel = layer.parameters["kernel"]
                layer.parameters["kernel"] = (kernel.reshape(*image, -1).transpose(2, 0, 1, 3).reshape(kernel.shape))
                image = None
            elif image and layer.kind not in IN_PLACE:
                raise Unsupported(f"{layer.kind} between flatten and dense")
            images[index] = image

    def evaluate(self, x, operations):
        """operations[kind](layer, *inputs) for each layer, in order; the last one's output."""
        outputs = []
        for layer in self.layers:
            if layer.kind not in operations:
                raise Unsupported(f"it is not told how to compute the layer '{layer.kind}'")
            outputs.append(operations[layer.kind](layer, *(x if at < 0 else outputs[at] for at in layer.inputs)))
        return outputs[-1]

    def samples(self, batch):
        """`batch` of x, again and again when there are fewer."""
        import numpy as np
        return np.resize(self.x, (batch, *self.shape))

    def difference(self, answer, channels_first=False):
        """The largest one between `answer` and y, over the largest value of y."""
        import numpy as np
        answer = np.asarray(answer)
        if channels_first and len(self.layers[-1].shape) == 3:
            answer = answer.reshape(len(answer), self.layers[-1].shape[2], *self.layers[-1].shape[:2]).transpose(0, 2, 3, 1)
        answer = answer.reshape(-1, *self.layers[-1].shape)[:len(self.y)]
        expected = self.y[:len(answer)]
        return float(np.abs(answer - expected).max() / np.abs(expected).max())


def channels_first(x):
    """Images (n, height, width, channels) as (n, channels, height, width); vectors as they are."""
    import numpy as np
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if x.ndim == 4 else x


def is_same_padding(layer):
    """The padding is what TensorFlow calls "same"."""
    def sides(size, window, stride, dilation):
        reach = (window - 1) * dilation + 1
        total = max((-(-size // stride) - 1) * stride + reach - size, 0)
        return [total // 2, total - total // 2]
    return layer.padding == [side for axis in (0, 1) for side in sides(
        layer.before[axis], layer.window[axis], layer.stride[axis], layer.dilation[axis])]
