#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# faiss.sh TEST_RECOGNIZE: FAISS (from PyPI, in an environment of its own) finds in exported templates whom the gallery
# finds, at the same distances. TEST_RECOGNIZE is the program test_recognize of a build.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/examples/setup.sh"
program=$(realpath "$1")
install_packages python3-venv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install faiss-cpu
CAMEO_FAISS_FOLDER=$work "$program" "[#template_file_test]" >/dev/null
cd "$work"
venv/bin/python - <<'PYTHON'
import faiss
import numpy

templates, queries = numpy.load("templates.npy"), numpy.load("queries.npy")
found = numpy.loadtxt("found.txt").reshape(len(queries), -1, 2)
index = faiss.IndexFlatL2(templates.shape[1])
index.add(templates)
squares, rows = index.search(queries, found.shape[1])
differences = numpy.abs(numpy.sqrt(squares) - found[:, :, 1])
print(f"{len(queries)} queries among {len(templates)} templates: {(rows != found[:, :, 0]).sum()} of {rows.size} neighbours"
      f" differ, distances by at most {differences.max():.1e}")
assert len(templates) == 2000 and len(queries) == 200
# Where two are equally far to rounding, either may come first.
assert ((rows == found[:, :, 0]) | (differences < 1e-5)).all() and (rows[:, 0] == found[:, 0, 0]).all()
assert differences.max() < 1e-4
PYTHON
