# SPDX-License-Identifier: MIT
"""on_terminal.py QUESTION ANSWER... -- COMMAND...: runs the command on a terminal of its own, types each answer as soon
as its question has come, prints what the terminal shows, and ends as the command does."""
import os
import pty
import sys

arguments = sys.argv[1:]
end = arguments.index("--")
child, terminal = pty.fork()
if child == 0:
    os.execvp(arguments[end + 1], arguments[end + 1:])

shown, seen = b"", 0


def read():
    """False at the end."""
    global shown
    try:
        piece = os.read(terminal, 1000)
    except OSError:  # the other side is closed
        return False
    shown += piece
    return bool(piece)


for question, answer in zip(arguments[0:end:2], arguments[1:end:2]):
    while (found := shown.find(question.encode(), seen)) < 0:
        if not read():
            sys.exit(f"'{question}' was not asked, but: {shown.decode(errors='replace')}")
    seen = found + len(question)
    os.write(terminal, answer.encode().replace(b"^C", b"\x03") + b"\n")
while read():
    pass
sys.stdout.write(shown.decode(errors="replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
