# SPDX-License-Identifier: MIT
"""What regression.sh compares: deterministic figures, so that a limit of 5 % means something on a busy machine.

instructions   of one training step on 2 pictures, by valgrind: 2 steps less 1 step. Valgrind 3.19 knows no AVX-512, hence
               AVX2, and calls a function for every lane of a multiply-add, hence so few pictures
NAME step, NAME predict   instructions as well, of each network of networks.hpp by gcc: a step on 2 samples,
               a prediction of one
compiler_memory_kb   all that gcc's own allocator gave out while compiling (-ftime-report): it grows with the work and is
               the same in every run, unlike processor time
rss_mb         the most memory that the compiler held
sizeof_trainer, program_bytes   of the stripped program
seconds        processor time of compiling, only shown: it depends on the machine"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from compiling import FLAGS, ROOT, compile_file, compile_minimal, compilers, networks

EXPECTED = os.path.join(ROOT, "benchmarks", "expected.json")
LIMIT = 1.05  # times the expected figure
ONLY_SHOWN = ("seconds",)


def callgrind(*command):
    return subprocess.Popen(["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def collected(run):
    return int(re.search(r"Collected : (\d+)", run.communicate()[1]).group(1))


def instructions(program):
    one, two = map(collected, [callgrind(program, steps, "2") for steps in ("1", "2")])
    return two - one


def instructions_of_networks(compiler, folder):
    def of_network(item):
        name, struct = item
        program = os.path.join(folder, name)
        compile_file(compiler, "counted.cpp", [*FLAGS, f"-DCAMEO_BENCHMARK_NETWORK={struct}"], program + ".o")
        subprocess.run([compiler, program + ".o", "-o", program], check=True)
        counts = {f"{name} {work}": collected(callgrind("--toggle-collect=*counted_pass*", program, work))
                  for work in ("step", "predict")}
        return {key: count for key, count in counts.items() if count > 0}  # 0: it is not trained

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {key: count for counts in pool.map(of_network, networks().items()) for key, count in counts.items()}


def compiler_memory_kb(compiler):
    source = os.path.join(ROOT, "benchmarks", "minimal.cpp")
    text = subprocess.run([compiler, "-std=c++20", "-O2", "-DNDEBUG", *FLAGS, "-I", os.path.join(ROOT, "include"), "-c",
                           source, "-o", os.devnull, "-ftime-report"], capture_output=True, text=True, check=True).stderr
    number, unit = re.search(r"^ TOTAL .*?(\d+)([kM])\s*$", text, re.MULTILINE).groups()
    return int(number) * (1024 if unit == "M" else 1)


def figures(name, command, folder):
    program = os.path.join(folder, "minimal")
    found = compile_minimal(command, FLAGS, program)
    if name.startswith("gcc"):
        found["compiler_memory_kb"] = compiler_memory_kb(command)
    printed = subprocess.run([program, "1"], capture_output=True, text=True, check=True).stdout
    found["sizeof_trainer"] = json.loads(printed)["sizeof_trainer"]
    found["instructions"] = instructions(program)
    return found


def compare(name, found, expected):
    """Prints every figure; returns how many have grown too much."""
    failures = 0
    for key, figure in found.items():
        before = expected.get(key)
        change = figure / before if before else None
        grown = key not in ONLY_SHOWN and (change is None or change > LIMIT)
        failures += grown
        print(f"{name:12}{key:20}{figure:>14}{before if before else '-':>14}"
              f"{f'{change - 1:+.1%}' if change else 'new':>9}{'  GROWN' if change and grown else ''}")
    return failures


def main():
    if sys.argv[1:] not in ([], ["--accept"]):
        sys.exit("usage: regression.sh [--accept]")
    expected = {}
    if os.path.exists(EXPECTED):
        with open(EXPECTED) as file:
            expected = json.load(file)
    failures = 0
    print(f"{'':32}{'today':>14}{'expected':>14}{'change':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, command in compilers().items():
            found = figures(name, command, folder)
            if name.startswith("gcc"):
                found |= instructions_of_networks(command, folder)
            failures += compare(name, found, expected.get(name, {}))
            expected[name] = found
    if sys.argv[1:]:
        with open(EXPECTED, "w") as file:
            file.write(json.dumps(expected, indent=2, sort_keys=True) + "\n")
        print("accepted: commit benchmarks/expected.json")
    elif failures:
        sys.exit(f"{failures} figures have grown too much or are new; if that is as it should be:\n"
                 "  bash benchmarks/regression.sh --accept")


if __name__ == "__main__":
    main()
