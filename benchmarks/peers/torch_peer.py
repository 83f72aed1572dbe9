# SPDX-License-Identifier: MIT
"""PyTorch: eager and compiled, both memory formats; the fastest of the four."""
import itertools
import os

from networks import Unsupported, enlargement
from peer import main

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")


def load(task):
    if task.work == "epoch":
        raise Unsupported("an epoch is compared with Keras's only")
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join(os.path.abspath(task.folder), "inductor"))
    import torch
    torch.set_num_threads(task.threads)
    torch.set_num_interop_threads(1)
    task.version = f"PyTorch {torch.__version__}"
    formats = {"": torch.contiguous_format}
    if len(task.network.shape) == 3:
        formats[", channels last"] = torch.channels_last
    return [(how + name, lambda how=how, memory=memory: way(torch, task, how == "compiled", memory))
            for how in ("eager", "compiled") for name, memory in formats.items()]


def make_model(torch, network, layers):
    """The first `layers` layers."""
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            make = modules(torch)
            for layer in network.layers:
                if layer.kind not in make:
                    raise Unsupported(f"it is not told how to compute the layer '{layer.kind}'")
            self.made = torch.nn.ModuleList(make[layer.kind](layer) for layer in network.layers[:layers])
            self.inputs = [tuple(layer.inputs) for layer in network.layers[:layers]]

        def forward(self, x):
            outputs = []
            for layer, inputs in zip(self.made, self.inputs):
                outputs.append(layer(*[x if at < 0 else outputs[at] for at in inputs]))
            return outputs[-1]

    return Model()


def modules(torch):
    nn = torch.nn

    class Function(nn.Module):
        def __init__(self, function):
            super().__init__()
            self.forward = function

    def filled(module, **values):
        for name, array in values.items():
            getattr(module, name).data = torch.from_numpy(array.copy())
        return module

    def padded(layer, make, infinity=False):
        """Modules of torch take as many rows above as below."""
        top, bottom, left, right = layer.padding
        if (top, left) == (bottom, right):
            return make((top, left))
        return nn.Sequential(nn.ConstantPad2d((left, right, top, bottom), -float("inf") if infinity else 0.0), make(0))

    def conv(layer, kernel, groups):
        """kernel: (filters, channels of a group, rows, columns)"""
        bias = {name: values for name, values in layer.parameters.items() if name == "bias"}
        return padded(layer, lambda padding: filled(
            nn.Conv2d(kernel.shape[1] * groups, kernel.shape[0], layer.window, layer.stride, padding, layer.dilation,
                      groups, bool(bias)), weight=kernel, **bias))

    def depthwise(layer):
        kernel = layer.parameters["kernel"]  # (rows, columns, channels, filters of each)
        rows, columns, channels, _ = kernel.shape
        return conv(layer, kernel.transpose(2, 3, 0, 1).reshape(-1, 1, rows, columns), channels)

    def average(layer):
        if layer.padding[0::2] != layer.padding[1::2]:
            raise Unsupported("it pads average pooling alike on both sides")
        return nn.AvgPool2d(layer.window, layer.stride, layer.padding[0::2], count_include_pad=False)

    def dense(layer):
        bias = {name: values for name, values in layer.parameters.items() if name == "bias"}
        return filled(nn.Linear(layer.before[0], layer.shape[0], bool(bias)), weight=layer.parameters["kernel"].T, **bias)

    def normalization(layer):
        kind = nn.BatchNorm2d if len(layer.shape) == 3 else nn.BatchNorm1d
        values = layer.parameters
        return filled(kind(layer.shape[-1], layer.epsilon, 1 - layer.momentum), weight=values["gamma"],
                      bias=values["beta"], running_mean=values["moving_mean"], running_var=values["moving_variance"])

    def pad_channels(layer):
        behind = [0, 0] * (len(layer.shape) - 1) + [0, layer.shape[-1] - layer.before[-1]]
        return Function(lambda x: nn.functional.pad(x, behind))

    def add(layer):
        def forward(first, *more):
            for other in more:
                first = first + other
            return first
        return Function(forward)

    return {
        "conv2d": lambda layer: conv(layer, layer.parameters["kernel"].transpose(3, 2, 0, 1), layer.groups),
        "depthwise_conv2d": depthwise,
        "max_pooling2d": lambda layer: padded(
            layer, lambda padding: nn.MaxPool2d(layer.window, layer.stride, padding), infinity=True),
        "average_pooling2d": average,
        "global_max_pooling2d": lambda layer: nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()),
        "global_average_pooling2d": lambda layer: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        "flatten": lambda layer: nn.Flatten(),
        "dense": dense,
        "batch_normalization": normalization,
        "dropout": lambda layer: nn.Dropout(layer.rate),
        "re_lu": lambda layer: nn.ReLU(),
        "re_lu6": lambda layer: nn.ReLU6(),
        "leaky_re_lu": lambda layer: nn.LeakyReLU(layer.negative_slope),
        "tanh": lambda layer: nn.Tanh(),
        "sigmoid": lambda layer: nn.Sigmoid(),
        "softmax": lambda layer: nn.Softmax(1),
        "zero_padding2d": lambda layer: nn.ZeroPad2d((*layer.padding[2:], *layer.padding[:2])),
        "pad_channels": pad_channels,
        "up_sampling2d": lambda layer: nn.Upsample(scale_factor=enlargement(layer)),
        "add": add,
        "concatenate": lambda layer: Function(lambda *inputs: torch.cat(inputs, 1)),
    }


def way(torch, task, compiled, memory):
    return (train if task.work == "step" else predict)(torch, task, compiled, memory)


def tensor(torch, array, memory):
    """Images channels first, in this order in memory."""
    array = torch.from_numpy(array)
    return array.permute(0, 3, 1, 2).contiguous(memory_format=memory) if array.ndim == 4 else array


def train(torch, task, compiled, memory):
    nn, network = torch.nn, task.network
    # Crossentropies of PyTorch contain the last activation.
    loss_function = {"BinaryCrossentropy": nn.BCEWithLogitsLoss, "SparseCategoricalCrossentropy": nn.CrossEntropyLoss,
                     "MeanSquaredError": nn.MSELoss}[network.loss]()
    model = make_model(torch, network, len(network.layers) - (network.loss != "MeanSquaredError"))
    if len(network.shape) == 3:
        model = model.to(memory_format=memory)
    batches = itertools.cycle([(tensor(torch, x, memory), tensor(torch, y, memory)) for x, y in task.batches()])
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    forward = lambda x, y: loss_function(model(x), y)
    if compiled:
        forward = torch.compile(forward)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = forward(*next(batches))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def predict(torch, task, compiled, memory):
    model = make_model(torch, task.network, len(task.network.layers)).eval()
    if len(task.network.shape) == 3:
        model = model.to(memory_format=memory)
    x = tensor(torch, task.samples(), memory)
    if compiled:
        model = torch.compile(model)

    def run():
        with torch.inference_mode():
            return model(x).numpy()

    return run


if __name__ == "__main__":
    main(load, channels_first=True)
