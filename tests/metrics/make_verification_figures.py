#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes verification_figures.hpp beside it: made-up scores of people, with what scikit-learn and cimat say of them.

    python3 make_verification_figures.py          # with the packages scikit-learn and cimat
"""
import pathlib
from importlib.metadata import version
from unittest import mock

import numpy as np
from cimat import UncertaintyEstimator
from sklearn.metrics import roc_auc_score, roc_curve

people, pictures, rounds, seed, tolerance = 24, 3, 200, 7, 0.6
resampling = 0x3B7FA60914D2C8E5  # Purpose::Resampling


def random_bits(key, counter):
    """cameo/core/random.hpp"""
    mask = 2**64 - 1
    z = (key * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & mask
    for _ in range(2):
        z = (z + counter * 0xD1342543DE82EF95 + 0x9E3779B97F4A7C15) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
    return z


random = np.random.default_rng(1)
face = random.normal(size=(people, 1, 2)) + 0.25 * random.normal(size=(people, pictures, 2))
pairs = []
for a in range(people * pictures):
    for b in range(a):
        if a // pictures == b // pictures or random.random() < 0.3:
            away = face[a // pictures, a % pictures] - face[b // pictures, b % pictures]
            pairs.append((np.float32(round(float(np.hypot(*away)), 2)), a // pictures, b // pictures))  # with ties

scores = {person: {} for person in range(people)}
for distance, a, b in pairs:
    scores[a].setdefault(b, []).append(-distance)
    if a != b:
        scores[b].setdefault(a, []).append(-distance)

distances = np.array([pair[0] for pair in pairs])
labels = np.array([pair[1] == pair[2] for pair in pairs])
far, tar, _ = roc_curve(labels, -distances, drop_intermediate=False)
crossing = np.flatnonzero(far >= 1 - tar)[0]
gap = far - (1 - tar)
part = -gap[crossing - 1] / (gap[crossing] - gap[crossing - 1])
figures = {
    "auc": roc_auc_score(labels, -distances),
    "eer": far[crossing - 1] + part * (far[crossing] - far[crossing - 1]),
    "tar_at_far_10": tar[far <= 0.1].max(),
    "tar_at_far_1": tar[far <= 0.01].max(),
}

estimator = UncertaintyEstimator(scores)
kept = [random_bits(random_bits(random_bits(seed, resampling), round_), person) & 1
        for round_ in range(rounds) for person in range(people)]
with mock.patch("numpy.random.choice", side_effect=kept):
    estimator.run_bootstrap(rounds)
figures["auc_low"], figures["auc_high"] = estimator.get_roc_ci()[1]
figures["false_non_matches"], figures["false_matches"], _ = estimator.compute_binerror_metrics(-tolerance - 1e-6)

rows = [f"{{{distance:.2f}f, {a}, {b}}}" for distance, a, b in pairs]
pathlib.Path(__file__).with_name("verification_figures.hpp").write_text(
    "// SPDX-License-Identifier: MIT\n"
    f"// Written by make_verification_figures.py with scikit-learn {version('scikit-learn')} and cimat {version('cimat')}.\n"
    "#pragma once\n\n#include \"cameo/metrics/scored_pair.hpp\"\n\n// clang-format off\nnamespace expected {\n\n"
    f"inline constexpr unsigned people = {people}, rounds = {rounds}, seed = {seed};\n"
    f"inline constexpr float tolerance = {tolerance}f;\n"
    + "".join(f"inline constexpr double {name} = {value:.15g};\n" for name, value in figures.items())
    + "\ninline constexpr cameo::ScoredPair pairs[] = {\n"
    + "".join("    " + ", ".join(rows[i:i + 7]) + ",\n" for i in range(0, len(rows), 7))
    + "};\n\n}  // namespace expected\n")
