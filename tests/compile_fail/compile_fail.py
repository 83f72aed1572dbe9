# SPDX-License-Identifier: MIT
"""compile_fail.py COMPILER ROOT FOLDER [NAME...]: none of the files NAME.cpp (all by default) compiles, and each text
that a file names in a line `// expect: TEXT` stands in what the compiler says of that file. control.cpp must compile
instead: it shows that the others fail for their own mistake.

One compiler process takes them all, each in a namespace of its own: by themselves they would take ten times as long, most
of it for the headers. FOLDER is for what is compiled.
"""
import os
import pathlib
import re
import subprocess
import sys

compiler, root, folder = sys.argv[1:4]
here = pathlib.Path(__file__).parent
names = sys.argv[4:] or sorted(file.stem for file in here.glob("*.cpp"))
texts = {name: (here / f"{name}.cpp").read_text() for name in names}
mistakes = {name: text for name, text in texts.items() if name != "control"}
headers = sorted(set(re.findall(r"^#include .*$", "\n".join(texts.values()), re.MULTILINE)))


def compiled(file, includes):
    """What the compiler says of a file with these files in it."""
    text = "".join(f"namespace mistake_{name} {{\n#include \"{here}/{name}.cpp\"\n}}\n" for name in includes)
    source = pathlib.Path(folder) / file
    source.write_text("\n".join(headers) + "\n" + text)
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Werror=unused-result", "-fmax-errors=0",
               "-ftemplate-backtrace-limit=0", "-DCAMEO_NO_TARGET_MESSAGE", f"-I{root}/include", str(source)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})


def said_of_each(output):
    """The compiler's words by file. gcc tells the file before its errors, once for several; clang with each, behind it."""
    said, paragraph = {}, []
    owner = None

    def close():
        nonlocal owner, paragraph
        text = "\n".join(paragraph)
        if found := re.search(re.escape(f"{here}/") + r"(\w+)\.cpp:\d+", text):
            owner = found[1]
        said[owner] = said.get(owner, "") + text + "\n"
        paragraph = []

    context = False
    for line in output.splitlines():
        leads = bool(re.match(r"In file included from |\S+: (In|At) ", line))
        if not context and (leads or ": error: " in line):
            close()
        context = leads
        paragraph.append(line)
    close()
    return said


failures = 0
if "control" in names:
    control = compiled("control.cpp", ["control"])
    if control.returncode != 0:
        print(f"control: it must compile, but: {control.stderr}")
        failures += 1
said, silent = {}, list(mistakes)
while silent:  # gcc may give up in the middle, confused by a mistake: those behind it are for another process
    said.update(said_of_each(compiled("mistakes.cpp", silent).stderr))
    told = [name for name in silent if "error: " in said.get(name, "")]
    if not told:
        break
    silent = [name for name in silent if name not in told]
for name, text in mistakes.items():
    expected = re.findall(r"^// expect: (.*)$", text, re.MULTILINE)
    of_it = said.get(name, "")
    missing = [one for one in expected if one not in of_it]
    if not expected:
        print(f"{name}: no line '// expect: TEXT'")
    elif name in silent:
        print(f"{name}: it compiles, but should not")
    elif missing:
        print(f"{name}: the compiler does not say: {missing}\nit says: {of_it}")
    else:
        continue
    failures += 1
print(f"{len(names)} files, {failures} failures")
sys.exit(failures > 0)
