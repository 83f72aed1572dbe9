# SPDX-License-Identifier: MIT
"""Builds the programs of this folder and runs them by turns with the peers; run.sh calls it.

Ours and a peer are two processes on the same cores. With --threads 2 each has two threads on two cores. In each of
several rounds ours runs for about 0.2 s, then each peer, then what one core can do at most, each after one run that is
not counted; medians and minima are over all rounds. Compare ratios, not times: what disturbs one round disturbs both.
A row shows the peer whose median is least."""
import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time

from compiling import FLAGS, compile_minimal, compilers, networks

HERE = os.path.dirname(os.path.abspath(__file__))
FROM_ONNX = ("onnxruntime", "openvino", "mnn", "ncnn")  # they read the file that peers/onnx_file.py writes
COMPILED = ("dlib", "tiny-dnn")
PEERS = ("keras", "torch", "jax", *FROM_ONNX, "litert", *COMPILED)
PREDICT_ONLY = (*FROM_ONNX, "litert")
NOT_NETWORKS = {  # programs of the flagship
    "epoch": ["flagship epoch"], "learnt": ["flagship learnt step"],
    "stages": [f"flagship stage {stage} {way}" for stage in range(10) for way in ("forward", "backward")]}
WORKS = ("step", "predict", "predict bf16", "predict int8")
NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}
PATIENCE = 900  # seconds for an answer; torch.compile is slow


def programs(own):
    """{program: names of its measurements, or None}; `own`: a network of the user's is measured, alone."""
    if own:
        return {"own": None}
    return {network: [f"{network} {work}" for work in WORKS] for network in networks()} | NOT_NETWORKS


class Server:
    """A process that says that it is ready and then answers "run N" with N times."""

    def __init__(self, command, cores, environment=None):
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=LOG, text=True,
            env={**os.environ, **(environment or {})}, preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.times, self.failure, self.peak_rss_mb = [], None, None
        self.ready = self.answer()
        self.start_ms = (time.perf_counter() - start) * 1e3
        self.failure = self.failure or self.ready.get("unsupported")
        self.pause()

    def pause(self):
        """Until its next turn: threads of a peer that wait actively would slow down the others."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)

    def answer(self):
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        if not line:
            self.failure = f"ended with status {self.process.wait()}; see the log"
            return {}
        return json.loads(line)

    def run(self, runs):
        """Milliseconds of `runs` runs; none after a failure."""
        if self.failure:
            return []
        self.process.send_signal(signal.SIGCONT)
        try:
            print(f"run {runs}", file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass  # answer() says how it ended
        answer = self.answer()
        self.pause()
        self.peak_rss_mb = answer.get("peak_rss_mb")
        return answer.get("ms", [])

    def turn(self, milliseconds):
        """Runs for about so long and keeps the times."""
        if not self.times:
            self.times = self.run(3)  # replaced below: it only tells how many runs fill a turn
            self.runs = max(3, min(500, round(milliseconds / max(statistics.median(self.times or [1]), 1e-4))))
            self.times = self.run(self.runs)
        else:
            self.times += self.run(self.runs)

    def close(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.close()
        self.process.wait()


class Runner:
    def __init__(self, options):
        self.options = options
        self.rounds, self.turn_ms = (3, 100) if options.quick else (9, 200)
        self.all_cores = sorted(os.sched_getaffinity(0))
        self.rows = []
        self.made = os.path.join(options.peers_folder, "made" + (".avx2" if options.avx2 else ""))
        os.makedirs(self.made, exist_ok=True)
        self.onnx_failures = {}  # (network, batch): why there is no ONNX file, None where there is one

    def cores(self, threads):
        return self.all_cores[-threads:]

    def ours(self, program, name, batch, threads):
        return Server([self.program(f"benchmark_{program}"), "--serve", name, str(batch), str(threads)], self.cores(threads))

    def limit(self, name):
        """What one core can do at most: "peak" or "bandwidth"."""
        return Server([self.program("benchmark_peak"), "--serve", name, "1", "1"], self.cores(1))

    def program(self, name):
        return os.path.join(self.options.build, "benchmarks", name)

    def build(self, program):
        subprocess.run(["cmake", "--build", self.options.build, "--target", f"benchmark_{program}"], check=True,
                       stdout=LOG)

    def listed(self, program):
        """All measurements of a program, which is built, and its network described for the peers."""
        self.build(program)
        if self.options.peers:
            network = "flagship" if program in NOT_NETWORKS else program
            self.build(network)
            subprocess.run([self.program(f"benchmark_{network}"), "--describe", self.made], check=True)
        text = subprocess.run([self.program(f"benchmark_{program}"), "--list"], capture_output=True, text=True,
                              check=True).stdout
        return [json.loads(line) for line in text.splitlines()]

    def onnx_failure(self, network, batch):
        """Writes the ONNX file, once; why that failed, or None."""
        if (network, batch) not in self.onnx_failures:
            python = os.path.join(self.options.peers_folder, "onnx", "bin", "python")
            command = [python, os.path.join(HERE, "peers", "onnx_file.py"), self.made, network, str(batch)]
            written = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **NO_BYTECODE})
            self.onnx_failures[network, batch] = (
                None if written.returncode == 0 else f"no ONNX file: {(written.stderr.strip() or '?').splitlines()[-1]}")
        return self.onnx_failures[network, batch]

    def peer(self, peer, name, batch, first=False):
        network, work = name.split()[:2]  # "predict int8" is compared with the peer's float32
        folder = os.path.join(self.options.peers_folder, peer)
        if os.path.exists(folder + ".failed"):
            return None, "could not be installed or built"
        if peer in FROM_ONNX and work == "predict":
            failure = self.onnx_failure(network, 1 if peer == "ncnn" else batch)
            if failure:
                return None, failure
        threads = str(self.options.threads)
        environment = {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads,
                       **NO_BYTECODE}
        if self.options.avx2:  # ONNX Runtime, MNN, ncnn, LiteRT and the YNNPACK in JAX have no such switch
            environment |= {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2",
                            "MKL_ENABLE_INSTRUCTIONS": "AVX2", "OPENBLAS_CORETYPE": "Haswell",
                            "XLA_FLAGS": "--xla_cpu_max_isa=AVX2"}
        program = ([self.program(f"peer_{peer.replace('-', '_')}")] if peer in COMPILED else
                   [os.path.join(folder, "bin", "python"), os.path.join(HERE, "peers", f"{peer}_peer.py")])
        server = Server([*program, "--network", network, "--work", work, "--batch", str(batch), "--threads", threads,
                         "--folder", self.made, *(["--first"] if first else [])], self.cores(self.options.threads),
                        environment)
        return server, server.failure

    def opponents(self, name, batch):
        """{label: server or the reason why there is none}"""
        if name == "flagship learnt step":
            self.build("flagship")
            return {"at the start": self.ours("flagship", "flagship step", batch, self.options.threads)}
        if not re.fullmatch(r"\w+ (step|predict( bf16| int8)?|epoch)", name):
            return {}
        found = {}
        for peer in self.options.peers:
            if "predict" in name or peer not in PREDICT_ONLY:
                server, failure = self.peer(peer, name, batch)
                found[peer] = failure or server
        return found

    def measure(self, program, listed, twin):
        """`twin`: there is the same measurement with two threads."""
        name, batch, threads = listed["name"], listed["batch"], self.options.threads
        ours = self.ours(program, name, batch, threads)
        others = self.opponents(name, batch)
        running = {label: other for label, other in others.items() if isinstance(other, Server)}
        two = self.ours(program, name, batch, 2) if twin else None
        peak, bandwidth = self.limit("peak"), self.limit("bandwidth")
        for _ in range(self.rounds):
            ours.turn(self.turn_ms)
            for server in running.values():
                server.turn(self.turn_ms)
            if two:
                two.turn(self.turn_ms)
            peak.turn(10)
            bandwidth.turn(10)
        if ours.failure or not ours.times:
            raise RuntimeError(f"{name}, batch {batch}: our own program {ours.failure}")
        row = {**listed, **times_of(ours, "ours"), "start_ms": round(ours.start_ms, 1), "peak_rss_mb": ours.peak_rss_mb}
        rates = {"peak": threads * peak.ready["multiply_adds"] / min(peak.times),  # a millisecond
                 "bandwidth": bandwidth.ready["bytes"] / min(bandwidth.times)}
        row |= {"peak_gflops": round(2e-6 * rates["peak"], 1), "bandwidth_gb_s": round(1e-6 * rates["bandwidth"], 1)}
        for limit, amount in (("peak", listed["multiply_adds"]), ("bandwidth", listed["bytes"])):
            if amount:
                row[f"part_of_{limit}"] = round(amount / min(ours.times) / rates[limit], 3)
        if two and two.times:
            row["two_threads_ms"] = round(statistics.median(two.times), 5)
            row["two_threads_speedup"] = round(statistics.median(ours.times) / statistics.median(two.times), 2)
        self.add([{**row, **against(ours, label, other, threads)} for label, other in (others or {None: None}).items()])
        for server in (ours, peak, bandwidth, *([two] if two else []), *running.values()):
            server.close()

    def start(self):
        """From the start of a process to its first prediction."""
        name, batch = "flagship predict", 1
        self.listed("flagship")
        times = {"ours": []}
        failures = {}
        for _ in range(self.rounds):
            for label in ("ours", *self.options.peers):
                if label in failures:
                    continue
                server, failure = (self.ours("flagship", name, batch, self.options.threads), None) if label == "ours" else self.peer(
                    label, name, batch, first=True)
                if failure:
                    failures[label] = failure
                    continue
                times.setdefault(label, []).append(server.start_ms)
                server.close()
        rows = []
        for label in self.options.peers or (None,):
            row = {"name": "flagship start to first prediction", "batch": 1, "threads": self.options.threads,
                   "ours_ms": statistics.median(times["ours"]), "ours_min_ms": min(times["ours"])}
            if label:
                row |= {"peer": label, "peer_threads": self.options.threads}
                row |= compared(times["ours"], times[label]) if label in times else {"note": failures[label]}
            rows.append(row)
        self.add(rows)

    def compiling(self):
        flags = FLAGS if self.options.avx2 else ["-march=native"]
        for name, command in compilers().items():
            figures = compile_minimal(command, flags, os.path.join(self.options.build, "minimal"))
            self.add([{"name": "flagship compile", "batch": 32, "compiler": name, "flags": " ".join(["-O2", *flags]),
                       "compile_s": figures["seconds"], "compile_rss_mb": figures["rss_mb"],
                       "program_bytes": figures["program_bytes"]}])

    def add(self, rows):
        """The rows of one measurement, which differ in the peer."""
        self.rows += rows
        shown = rows
        if not self.options.all_peers:
            shown = [min(rows, key=lambda row: row.get("peer_ms", float("inf")))]
            if "note" in shown[0]:  # no peer has done it
                shown = [{key: value for key, value in shown[0].items() if key not in ("peer", "note")}]
        for row in shown:
            print(table_line(row), flush=True)

    def notes(self):
        """What peers could not do, once for each reason."""
        reasons = {}
        for row in self.rows:
            if "note" in row:
                reasons.setdefault(f"{row['peer']}: {row['note']}", []).append(f"{row['name']} {row['batch']}")
        for reason, names in reasons.items():
            print(f"{reason} ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})")

    def run(self):
        self.build("peak")
        print(header(self.options.threads))
        for program, names in programs(self.options.network).items():
            if names and not any(re.search(self.options.only, name) for name in names):
                continue
            listed = self.listed(program)
            twins = {(row["name"], row["batch"]) for row in listed
                     if row["threads"] == 2 and self.options.threads == 1 and len(self.all_cores) > 1}
            for measurement in listed:
                name, batch = measurement["name"], measurement["batch"]
                wanted = (measurement["threads"] == self.options.threads
                          and not (self.options.quick and batch in (8, 128)))
                if wanted and re.search(self.options.only, name):
                    self.measure(program, measurement, (name, batch) in twins)
        if self.options.network:
            return
        if re.search(self.options.only, "flagship start"):
            self.start()
        if re.search(self.options.only, "flagship compile"):
            self.compiling()


def times_of(server, who):
    return {f"{who}_ms": round(statistics.median(server.times), 5), f"{who}_min_ms": round(min(server.times), 5)}


def compared(ours, theirs):
    return {"peer_ms": round(statistics.median(theirs), 5), "peer_min_ms": round(min(theirs), 5),
            "ratio": round(statistics.median(ours) / statistics.median(theirs), 4),
            "ratio_min": round(min(ours) / min(theirs), 4)}


def against(ours, label, other, threads):
    """What a row says of the opponent `other`: a server, or the reason why there is none."""
    if label is None:
        return {}
    if not isinstance(other, Server) or not other.times:
        return {"peer": label, "note": other if isinstance(other, str) else other.failure}
    fields = {"peer": label, "peer_threads": threads, **compared(ours.times, other.times),
              "peer_peak_rss_mb": other.peak_rss_mb, "peer_start_ms": round(other.start_ms, 1)}
    for key in ("version", "variant"):
        if other.ready.get(key):
            fields[f"peer_{key}"] = other.ready[key]
    if other.ready["parameters"] != ours.ready["parameters"]:
        fields["note"] = (f"not the same network: {ours.ready['parameters']} parameters here, "
                          f"{other.ready['parameters']} there")
    return fields


def header(threads):
    return (f"{f'threads: {threads}':36}{'ours: ms':>20}{'part of':>13}{'two':>9}{'fastest peer: ms':>35}{'ours / peer':>15}\n"
            f"{'name':31}{'batch':>5}{'median':>11}{'min':>9}{'peak':>6}{'memory':>7}{'threads':>9}  {'':13}{'median':>10}{'min':>10}"
            f"{'medians':>8}{'minima':>8}\n" + "-" * 130)


def table_line(row):
    text = f"{row['name']:31.31}{row['batch']:>5}"
    if "compile_s" in row:
        return (f"{text}  {row['compiler']} {row['flags']}: {row['compile_s']} s, {row['compile_rss_mb']:.0f} MB; "
                f"program of {row['program_bytes']} bytes")
    part = lambda key: f"{row[key]:.0%}" if key in row else ""
    two = f"{row['two_threads_speedup']:.2f} x" if "two_threads_speedup" in row else ""
    text += f"{row['ours_ms']:11.4f}{row['ours_min_ms']:9.4f}{part('part_of_peak'):>6}{part('part_of_bandwidth'):>7}{two:>9}"
    text += f"  {row.get('peer', ''):13}"
    if "ratio" in row:
        return text + f"{row['peer_ms']:10.4f}{row['peer_min_ms']:10.4f}{row['ratio']:8.3f}{row['ratio_min']:8.3f}"
    return text + row.get("note", "")


def peers_of(text):
    peers = PEERS if text == "all" else tuple(filter(None, text.split(",")))
    for peer in peers:
        if peer not in PEERS:
            raise argparse.ArgumentTypeError(f"'{peer}' is none of {', '.join(PEERS)}")
    return peers


def threads_of(text):
    if text not in ("1", "2"):
        raise argparse.ArgumentTypeError(f"our programs run with 1 or 2 threads, not with '{text}'")
    if int(text) > len(os.sched_getaffinity(0)):
        raise argparse.ArgumentTypeError(f"there are fewer than {text} cores for as many threads")
    return int(text)


def main():
    global LOG
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--peers", type=peers_of, default=(), help=f"all, or some of {','.join(PEERS)}")
    parser.add_argument("--json", metavar="FILE", help="write every row there")
    parser.add_argument("--threads", type=threads_of, default=1,
                        help="1 or 2, ours and the peers' on as many cores; with 2, training and prediction only")
    parser.add_argument("--all-peers", action="store_true", help="a row for every peer, not for the fastest one alone")
    parser.add_argument("--network", metavar="FILE.hpp",
                        help="measure the struct Network of this header, written as those of networks.hpp, and nothing else")
    parser.add_argument("--quick", action="store_true", help="batches 1 and 32, fewer rounds")
    parser.add_argument("--only", metavar="REGEX", default="", help="measurements whose name matches")
    parser.add_argument("--avx2", action="store_true", help="no AVX-512, neither here nor in oneDNN, PyTorch, OpenBLAS and what XLA compiles")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peers-folder", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    log = os.path.join(options.build, "benchmarks.log")
    runner = Runner(options)
    with open(log, "w") as LOG:
        try:
            runner.run()
            runner.notes()
        except (RuntimeError, subprocess.CalledProcessError) as error:
            sys.exit(f"{error}; {log} may tell more")
        finally:
            if options.json:
                with open(options.json, "w") as file:
                    file.write("[\n" + ",\n".join(map(json.dumps, runner.rows)) + "\n]\n")


if __name__ == "__main__":
    main()
