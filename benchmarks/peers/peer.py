# SPDX-License-Identifier: MIT
"""What all peers share. A peer is a process that makes one network, says on one line that it is ready, and then answers
each line "run N" with N times in milliseconds; ../run.py lets it and our own program work by turns.

A peer's module defines load(task), which imports its library and returns a list of (name, make): the ways in which a
user could run this task. make() returns the function to time, which returns the prediction where that is the task. The
fastest way in a short trial is the one that serves. A prediction that differs from ours, or one on more cores than
there are threads, is refused."""
import argparse
import json
import os
import resource
import sys
import time

from networks import Network, Unsupported

TOLERANCE = 1e-3  # of a prediction, against its largest value


class Task:
    def __init__(self, arguments, channels_first):
        self.work, self.batch, self.threads, self.folder = (
            arguments.work, arguments.batch, arguments.threads, arguments.folder)
        self.channels_first = channels_first
        self.network = Network(arguments.folder, arguments.network, channels_first)
        self.onnx = os.path.join(arguments.folder, f"{arguments.network}-{arguments.batch}.onnx")
        self.version = None

    def samples(self):
        """The batch to predict, in Keras's order of axes."""
        return self.network.samples(self.batch)

    def batches(self, count=4):
        """`count` batches of made-up samples (NHWC) and labels to train on, as our own programs make them."""
        import numpy as np
        random = np.random.default_rng(2)
        outputs = tuple(self.network.layers[-1].shape)
        for _ in range(count):
            x = random.random((self.batch, *self.network.shape), dtype=np.float32)
            if self.network.loss == "SparseCategoricalCrossentropy":
                yield x, random.integers(0, outputs[-1], self.batch)
            else:
                yield x, random.integers(0, 2, (self.batch, *outputs)).astype(np.float32)


def series(run, count):
    run()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def main(load, channels_first=False):
    """`channels_first`: the peer's images are (channels, height, width)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", required=True)
    parser.add_argument("--work", choices=("step", "predict", "epoch"), required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", required=True, help="where the network is described, and for what a peer compiles")
    parser.add_argument("--first", action="store_true", help="run once, say so and end")
    arguments = parser.parse_args()

    # Libraries print what they like to standard output; the answers go where only we write.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(**fields):
        print(json.dumps(fields), file=answers, flush=True)

    try:
        task = Task(arguments, channels_first)
        ways = load(task)
        if arguments.first:
            ways[0][1]()()
            return answer(first=True)
        name, run = fastest(task, ways)
    except Exception as error:  # whatever a library throws becomes a row that says so
        kind = "" if isinstance(error, Unsupported) else f"{type(error).__name__}: "
        return answer(unsupported=f"{kind}{error}".splitlines()[0][:200])
    answer(version=task.version, variant=name, parameters=task.network.parameters)
    for line in sys.stdin:
        times = series(run, int(line.split()[1]))
        answer(ms=times, peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def fastest(task, ways):
    best, failure = None, None
    for name, make in ways:
        try:
            run = make()
            check(task, run)
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


def check(task, run):
    """The answer and the number of threads that work."""
    answer = run()
    if task.work == "predict":
        difference = task.network.difference(answer, task.channels_first)
        if not difference < TOLERANCE:
            raise Unsupported(f"its prediction differs from ours by {difference:.2g} of the largest value")
    if task.work != "epoch":
        cores = cores_at_work(run)
        if cores > task.threads + 0.5:
            raise Unsupported(f"it works on {cores:.1f} cores where {task.threads} may")


def cores_at_work(run):
    """Processor time over time, where all cores are there to be taken."""
    def allow(cores):
        for thread in os.listdir("/proc/self/task"):
            try:
                os.sched_setaffinity(int(thread), cores)
            except ProcessLookupError:
                pass  # it has ended

    before = os.sched_getaffinity(0)
    allow(range(os.cpu_count()))
    start, worked = time.perf_counter(), time.process_time()
    while time.perf_counter() < start + 0.05:
        run()
    cores = (time.process_time() - worked) / (time.perf_counter() - start)
    allow(before)
    return cores
