"""How the command is run, and what of a difference rounding explains."""

import subprocess

TIMES = 10
# Below this a gap says nothing: a handful of numbers may round alike by chance.
FLOOR = 3e-6
# Fits of scikit-learn with changed last bits, at most.
NUDGES = 30


def run(mcutune, place, arguments):
    return subprocess.run([mcutune, *arguments], cwd=place, capture_output=True, text=True, timeout=600)


def keep_command(place, *commands):
    (place / "command.txt").write_text("".join(" ".join(command) + "\n" for command in commands))
