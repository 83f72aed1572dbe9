# SPDX-License-Identifier: MIT
"""Weights of a PyTorch nn.Sequential as a safetensors file for the same layers in Cameo; with the packages torch and
safetensors:

    from from_pytorch import cameo_tensors
    from safetensors.torch import save_file

    save_file(cameo_tensors(model, (3, 64, 64)), "model.safetensors")

BatchNorm2d of PyTorch is BatchNormalization<0.9f, 1e-5f>, its padding=1 is .padding = 1, and its groups are .groups.
"""
import torch
from torch import nn


def cameo_tensors(model, shape):
    """The tensors by Keras's names, for an input of `shape` (channels, height, width)."""
    tensors, counts = {}, {}

    def add(layer, **of_layer):
        count = counts[layer] = counts.get(layer, -1) + 1
        for name, tensor in of_layer.items():
            if tensor is not None:
                tensors[f"{layer}_{count}.{name}" if count else f"{layer}.{name}"] = tensor.detach().float().contiguous()

    x = torch.zeros(1, *shape)
    image = shape  # that Flatten made a vector of: PyTorch's has the channels first, Cameo's last
    model.eval()
    for layer in model:
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
            name = "conv2d" if isinstance(layer, nn.Conv2d) else "conv2d_transpose"
            add(name, kernel=layer.weight.permute(2, 3, 1, 0), bias=layer.bias)
        elif isinstance(layer, nn.BatchNorm2d):
            add("batch_normalization", gamma=layer.weight, beta=layer.bias, moving_mean=layer.running_mean,
                moving_variance=layer.running_var)
        elif isinstance(layer, nn.Flatten):
            image = x.shape[1:]
        elif isinstance(layer, nn.Linear):
            kernel = layer.weight.T
            if len(image) == 3:
                kernel = kernel.reshape(*image, -1).permute(1, 2, 0, 3).reshape(kernel.shape)
            add("dense", kernel=kernel, bias=layer.bias)
            image = ()
        elif any(True for _ in layer.parameters()):
            raise TypeError(f"{type(layer).__name__} has weights, but no rule here says how Cameo has them")
        x = layer(x)
    return tensors
