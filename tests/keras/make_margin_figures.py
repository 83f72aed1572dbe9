#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains a small network with PyTorch and writes margin_figures.hpp: CosFace, ArcFace and semi-hard triplets.

Run by hand, never by a test:

    python3 -m venv venv && venv/bin/pip install torch numpy && venv/bin/python tests/keras/make_margin_figures.py
"""

from pathlib import Path

import numpy as np
import torch

from cpp_header import cpp_list, write_header
from formulas import labels, parameter, vectors

BATCH = 8
normalize = torch.nn.functional.normalize


def margin_loss(margin_cosine):
    """Crossentropy of 10 times the cosines, that of the own class with its margin."""

    def loss_of(outputs, w, y):
        cosines = normalize(outputs, dim=1) @ normalize(w, dim=0)
        own = torch.nn.functional.one_hot(y, 4).bool()
        logits = 10 * torch.where(own, margin_cosine(cosines), cosines)
        return torch.nn.functional.cross_entropy(logits, y), (cosines.argmax(1) == y).float().mean()

    return loss_of


def semi_hard(outputs, w, y):
    embeddings = normalize(outputs @ w, dim=1)
    distances = ((embeddings[:, None] - embeddings[None]) ** 2).sum(2)
    terms = []
    for a in range(BATCH):
        negatives = distances[a][y != y[a]]
        for p in range(BATCH):
            if p == a or y[p] != y[a] or len(negatives) == 0:
                continue
            farther = negatives[negatives > distances[a, p]]
            negative = farther.min() if len(farther) > 0 else negatives.max()
            terms.append(torch.relu(distances[a, p] - negative + 0.2))
    nearest = (distances + 9 * torch.eye(BATCH)).argmin(1)
    return torch.stack(terms).mean(), (y[nearest] == y).float().mean()


def train(key, steps, loss_of):
    """Figures of Dense 16 tanh, then a kernel (16, 4), with SGD 0.1, momentum 0.9."""
    shapes = [(10, 16), (16,), (16, 4)]
    w = [torch.tensor(parameter(key + 1000 + t, shape), requires_grad=True) for t, shape in enumerate(shapes)]
    optimizer = torch.optim.SGD(w, lr=0.1, momentum=0.9)
    losses, accuracies = [], []
    for step in range(steps):
        x = torch.tensor(vectors(key + 2000 + step, BATCH, 10))
        y = torch.tensor(labels(key + 3000 + step, BATCH, 4).astype(np.int64))
        loss, accuracy = loss_of(torch.tanh(x @ w[0] + w[1]), w[2], y)
        losses.append(loss.item())
        accuracies.append(accuracy.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    final = [tensor.detach().double() for tensor in w]
    return {
        "losses": losses,
        "accuracies": accuracies,
        "final_sums": [tensor.sum().item() for tensor in final],
        "final_norms": [tensor.norm().item() for tensor in final],
    }


CASES = {
    "cos_face": (94000, 12, margin_loss(lambda cosines: cosines - 0.3)),
    "arc_face": (95000, 12, margin_loss(lambda cosines: torch.cos(torch.acos(cosines) + 0.4))),
    "triplet": (96000, 12, semi_hard),
}

COMMENT = """// Written by make_margin_figures.py with PyTorch {version}. Dense 16 tanh, then a kernel (16, 4), SGD 0.1,
// momentum 0.9, batches of 8; parameters and batches by the formulas of formulas.hpp.
// - cos_face, arc_face: cosines; scale 10, margins 0.3 and 0.4.
// - triplet: Dense 4 without bias, unit length; semi-hard, margin 0.2.

#include <array>
#include <cstdint>

namespace margin_figures {{
"""


def main():
    text = COMMENT.format(version=torch.__version__)
    for name, case in CASES.items():
        text += f"\nnamespace {name} {{\ninline constexpr std::uint64_t key = {case[0]};\n"
        text += "".join(cpp_list(figure, values, 9) for figure, values in train(*case).items())
        text += f"}}  // namespace {name}\n"
    write_header(Path(__file__).resolve().parent / "margin_figures.hpp", text + "\n}  // namespace margin_figures\n")


if __name__ == "__main__":
    main()
