#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains a small network with PyTorch and writes torch_figures.hpp: clipping, weight decay and accumulation.

Run by hand, never by a test:

    python3 -m venv venv && venv/bin/pip install torch numpy && venv/bin/python tests/keras/make_torch_figures.py
"""

from pathlib import Path

import numpy as np
import torch

from cpp_header import cpp_list, write_header
from formulas import labels, parameter, vectors

BATCH = 8


def train(key, steps, make_optimizer, clip, accumulate=1):
    """Figures of Dense 16 tanh, Dense 4 softmax, with kernels (in, out) as Keras has them."""
    shapes = [(10, 16), (16,), (16, 4), (4,)]
    w = [torch.tensor(parameter(key + 1000 + t, shape), requires_grad=True) for t, shape in enumerate(shapes)]
    optimizer = make_optimizer([w[0], w[2]], [w[1], w[3]])
    losses, accuracies = [], []
    for step in range(steps):
        x = torch.tensor(vectors(key + 2000 + step, BATCH, 10))
        y = torch.tensor(labels(key + 3000 + step, BATCH, 4).astype(np.int64))
        logits = torch.tanh(x @ w[0] + w[1]) @ w[2] + w[3]
        loss = torch.nn.functional.cross_entropy(logits, y)
        losses.append(loss.item())
        accuracies.append((logits.argmax(1) == y).float().mean().item())
        (loss / accumulate).backward()
        if (step + 1) % accumulate == 0:
            clip(w)
            optimizer.step()
            optimizer.zero_grad()
    final = [tensor.detach().double() for tensor in w]
    return {
        "losses": losses,
        "accuracies": accuracies,
        "final_sums": [tensor.sum().item() for tensor in final],
        "final_norms": [tensor.norm().item() for tensor in final],
    }


def adamw(kernels, biases):
    groups = [{"params": kernels, "weight_decay": 0.3}, {"params": biases, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=0.01, eps=1e-12)  # which Keras adds before the correction of biases


def momentum(kernels, biases):
    return torch.optim.SGD(kernels + biases, lr=0.3, momentum=0.9)


CASES = {
    "adamw": (90000, 10, adamw, lambda w: None),
    "clip_grad_norm": (91000, 10, momentum, lambda w: torch.nn.utils.clip_grad_norm_(w, 0.2)),
    "clip_grad_value": (92000, 10, momentum, lambda w: torch.nn.utils.clip_grad_value_(w, 0.02)),
    "accumulated": (93000, 12, adamw, lambda w: torch.nn.utils.clip_grad_norm_(w, 0.1), 3),
}

COMMENT = """// Written by make_torch_figures.py with PyTorch {version}. Parameters and batches are those of
// tanh_mlp in small_figures.hpp, by the formulas written there. Weight decay is for kernels.
// - adamw: AdamW 0.01, epsilon 1e-12, weight decay 0.3.
// - clip_grad_norm, clip_grad_value: SGD 0.3, momentum 0.9, limits 0.2 and 0.02.
// - accumulated: adamw with clip_grad_norm_ 0.1, a step for 3 batches.

#include <array>
#include <cstdint>

namespace torch_figures {{
"""


def main():
    text = COMMENT.format(version=torch.__version__)
    for name, case in CASES.items():
        text += f"\nnamespace {name} {{\ninline constexpr std::uint64_t key = {case[0]};\n"
        text += "".join(cpp_list(figure, values, 9) for figure, values in train(*case).items())
        text += f"}}  // namespace {name}\n"
    write_header(Path(__file__).resolve().parent / "torch_figures.hpp", text + "\n}  // namespace torch_figures\n")


if __name__ == "__main__":
    main()
