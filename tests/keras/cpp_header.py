# SPDX-License-Identifier: MIT
"""Figures as a C++ header."""

import subprocess


def cpp_list(name, values, digits):
    body = ", ".join(f"{value:.{digits}g}" if value else "0" for value in values)
    return f"inline constexpr std::array<double, {len(values)}> {name}{{{body}}};\n"


def write_header(path, text):
    path.write_text("// SPDX-License-Identifier: MIT\n#pragma once\n\n" + text)
    subprocess.run(["clang-format-14", "-i", path], check=False)
