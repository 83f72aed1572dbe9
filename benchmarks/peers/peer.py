# SPDX-License-Identifier: MIT
"""What all peers share. A peer is a process that makes one network, says on one line that it is ready, and then answers
each line "run N" with N times in milliseconds; ../run.py lets it and our own program work by turns.

A peer's module defines load(task), which imports its library and returns a list of (name, make): the ways in which a
user could run this task. make() returns the function to time. The fastest way in a short trial is the one that serves."""
import argparse
import json
import os
import resource
import sys
import time

from networks import NETWORKS


class Unsupported(Exception):
    """This peer does not do this task."""


class Task:
    def __init__(self, arguments):
        self.network, self.work, self.batch, self.threads = (
            arguments.network, arguments.work, arguments.batch, arguments.threads)
        self.folder = arguments.folder
        self.shape, self.layers = NETWORKS[self.network]
        self.classes = next(layer[1] for layer in reversed(self.layers) if layer[0] == "dense")
        self.version = self.parameters = None

    def batches(self, count=4):
        """`count` batches of made-up samples (NHWC) and labels, as our own programs make them."""
        import numpy as np
        random = np.random.default_rng(2)
        for _ in range(count):
            x = random.random((self.batch, *self.shape), dtype=np.float32)
            yield x, random.integers(0, max(self.classes, 2), self.batch)


def series(run, count):
    run()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def main(load):
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--work", choices=("step", "predict", "epoch"), required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", default=".", help="for what a peer compiles")
    parser.add_argument("--first", action="store_true", help="run once, say so and end")
    arguments = parser.parse_args()

    # Libraries print what they like to standard output; the answers go where only we write.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(**fields):
        print(json.dumps(fields), file=answers, flush=True)

    task = Task(arguments)
    try:
        ways = load(task)
        if arguments.first:
            ways[0][1]()()
            return answer(first=True)
        name, run = fastest(ways)
    except Exception as error:  # whatever a library throws becomes a row that says so
        return answer(unsupported=f"{type(error).__name__}: {error}".splitlines()[0][:200])
    answer(version=task.version, variant=name, parameters=task.parameters)
    for line in sys.stdin:
        times = series(run, int(line.split()[1]))
        answer(ms=times, peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def fastest(ways):
    best, failure = None, None
    for name, make in ways:
        try:
            run = make()
            run()
            time_of_way = min(series(run, 3))
        except Exception as error:
            failure = error
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        if best is None or time_of_way < best[0]:
            best = time_of_way, name, run
    if best is None:
        raise failure
    return best[1:]
