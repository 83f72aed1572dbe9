#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# one_program.sh ROOT: the tests of a folder are linked together, where two types or functions of one name would become
# one without a word: such names stand in an anonymous namespace or in that of the file, NAME_test. So do names of types,
# for the files are compiled together too.
set -euo pipefail
cd "$1/tests"

# FOLDER NAME FILE for every type and function of a test file that stands in no such namespace
names() {
  find . -name '*_test.cpp' -printf '%P\n' | xargs awk '
    function report(name) { folder = FILENAME; sub("/[^/]*$", "", folder); print folder, name, FILENAME }
    FNR == 1 { own = 0; file = FILENAME; sub(".*/", "", file); sub("\\.cpp$", "", file) }
    $0 == "namespace {" || $0 == "namespace " file " {" { own = 1 }
    $0 == "}  // namespace" || $0 == "}  // namespace " file { own = 0 }
    own { next }
    /^(struct|class|enum|union) / || /^using [A-Za-z_]+ =/ { report($2) }
    /^[A-Za-z_][^"]*\) (const |noexcept )*\{/ && !/^(TEST_CASE|SECTION)/ {
      name = $0; sub("\\(.*", "", name); sub(".* ", "", name); report(name)
    }
  ' | sort -u
}
found=$(names)
twice=$(awk '{ key = $1 " " $2; files[key] = files[key] " " $3; if (++count[key] == 2) order[++keys] = key }
  END { for (i = 1; i <= keys; ++i) print order[i] ":" files[order[i]] }' <<<"$found")
if [[ -n $twice ]]; then
  echo "these names stand in two files of one program, and in no namespace of their own:"
  echo "$twice"
  exit 1
fi
