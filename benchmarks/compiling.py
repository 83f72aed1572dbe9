# SPDX-License-Identifier: MIT
"""Compiles minimal.cpp, the flagship's training file, and says what it took."""
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


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


def compile_minimal(compiler, flags, program):
    """Compiles, then links and strips `program`: {"seconds": processor time, "rss_mb": memory, "program_bytes"}."""
    source = os.path.join(ROOT, "benchmarks", "minimal.cpp")
    command = [compiler, "-std=c++20", "-O2", "-DNDEBUG", *flags, "-I", os.path.join(ROOT, "include"), "-c", source,
               "-o", program + ".o"]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)  # of the compiler proper, too: its driver waits for it
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError("this command failed: " + " ".join(command))
    subprocess.run([compiler, program + ".o", "-s", "-o", program], check=True)
    return {"seconds": round(usage.ru_utime + usage.ru_stime, 2), "rss_mb": round(usage.ru_maxrss / 1024, 1),
            "program_bytes": os.path.getsize(program)}
