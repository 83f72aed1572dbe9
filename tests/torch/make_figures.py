#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes figures.hpp beside it: a model of PyTorch as examples/from_pytorch.py stores it, an input and its output.

    python3 make_figures.py          # with the packages torch and safetensors
"""
import pathlib
import sys

import torch
from safetensors.torch import save
from torch import nn

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent.parent / "examples"))
from from_pytorch import cameo_tensors  # noqa: E402

torch.manual_seed(1)
model = nn.Sequential(
    nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
    nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.ConvTranspose2d(6, 5, 3, stride=2, padding=1),
    nn.Flatten(), nn.Linear(45, 7), nn.Tanh(), nn.Linear(7, 3), nn.Softmax(1))
for _ in range(50):  # moves the statistics
    model(torch.randn(16, 3, 9, 8) + 0.5)
model.eval()
x = torch.rand(2, 3, 9, 8)
with torch.no_grad():
    y = model(x)


def numbers(name, tensor):
    rows = [f"{value:#.9g}f" for value in tensor.flatten().tolist()]
    lines = ["    " + ", ".join(rows[i:i + 8]) + "," for i in range(0, len(rows), 8)]
    return f"inline constexpr float {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


file = save(cameo_tensors(model, x.shape[1:]))
lines = ["    " + ", ".join(str(byte) for byte in file[i:i + 24]) + "," for i in range(0, len(file), 24)]
(here / "figures.hpp").write_text(
    "// SPDX-License-Identifier: MIT\n"
    f"// Written by make_figures.py with PyTorch {torch.__version__.split('+')[0]}.\n#pragma once\n\n"
    "// clang-format off\nnamespace torch_figures {\n\n"
    "/// A safetensors file.\ninline constexpr unsigned char model[] = {\n" + "\n".join(lines) + "\n};\n\n"
    "/// (2, 9, 8, 3) and (2, 3)\n" + numbers("x", x.permute(0, 2, 3, 1)) + numbers("y", y)
    + "\n}  // namespace torch_figures\n")
