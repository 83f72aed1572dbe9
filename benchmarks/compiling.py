# SPDX-License-Identifier: MIT
"""compiling.py: what compiling takes, of networks of 10 to 160 layers, of the flagship's training file and of the face
ResNet, beside dlib's own declaration of it where libdlib-dev is installed. Compilers: g++ and clang++, for AVX2."""
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLAGS = ["-march=x86-64-v3", "-maes", "-mpclmul"]


def compiler_name(compiler):
    """"gcc 12.2" or "clang 19.1"; None when there is no such compiler."""
    try:
        text = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"(\d+\.\d+)\.\d+", text).group(1)
    return f"{'clang' if 'clang' in text else 'gcc'} {version}"


def compilers():
    """One compiler of each family: {name: command}."""
    found = {}
    for family in (("g++",), ("clang++-19", "clang++")):
        for command in family:
            if name := compiler_name(command):
                found[name] = command
                break
    return found


def networks():
    """{name: struct} of flagship.hpp and networks.hpp."""
    text = ""
    for header in ("flagship.hpp", "networks.hpp"):
        with open(os.path.join(ROOT, "benchmarks", header)) as file:
            text += file.read()
    return {name: struct for struct, name in re.findall(r'^struct (\w+) {\n.*name = "(\w+)"', text, re.MULTILINE)}


def compile_file(compiler, source, flags, target):
    """Compiles benchmarks/SOURCE to the object `target`: {"seconds": processor time, "rss_mb": memory}."""
    command = [compiler, "-std=c++20", "-O2", "-DNDEBUG", *flags, "-I", os.path.join(ROOT, "include"), "-c",
               os.path.join(ROOT, "benchmarks", source), "-o", target]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)  # of the compiler proper, too: its driver waits for it
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError("this command failed: " + " ".join(command))
    return {"seconds": round(usage.ru_utime + usage.ru_stime, 2), "rss_mb": round(usage.ru_maxrss / 1024, 1)}


def compile_minimal(compiler, flags, program):
    """Compiles, then links and strips `program`: as compile_file, and "program_bytes"."""
    figures = compile_file(compiler, "minimal.cpp", flags, program + ".o")
    subprocess.run([compiler, program + ".o", "-s", "-o", program], check=True)
    return figures | {"program_bytes": os.path.getsize(program)}


# What is compiled: name, file, its own flags.
ROWS = [(f"{5 * blocks} layers", "compiling/depth.cpp", [f"-DCAMEO_BLOCKS={blocks}"]) for blocks in (2, 4, 8, 16, 32)]
ROWS += [("flagship", "minimal.cpp", []), ("face ResNet", "compiling/face_resnet.cpp", [])]
if os.path.exists("/usr/include/dlib/dnn.h"):
    ROWS.append(("face ResNet of dlib", "compiling/dlib_face_resnet.cpp", []))


def main():
    names = compilers()
    print(f"{'user seconds, MB':24}" + "".join(f"{name:>20}" for name in names))
    for row, source, flags in ROWS:
        print(f"{row:24}", end="", flush=True)
        for command in names.values():
            figures = compile_file(command, source, [*FLAGS, *flags], os.devnull)
            print(f"{figures['seconds']:>12.1f} {figures['rss_mb']:>7.0f}", end="", flush=True)
        print()


if __name__ == "__main__":
    main()
