"""Runs the command line by the Deno of PyPI's package `deno`."""

import os
import subprocess
import sys

from deno import find_deno_bin

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "deno", "hemoleak.js")
# The first process only parses, and starts another one that may do no more than what the command names.
OPTIONS = [
    "run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-remote", "--no-npm",
    "--allow-read", "--allow-env", "--allow-run",
]


def run(arguments, **options):
    """Runs `hemoleak` with these arguments; options are those of subprocess.run."""
    environment = {**os.environ, "DENO_NO_UPDATE_CHECK": "1"}
    return subprocess.run([find_deno_bin(), *OPTIONS, MAIN, *arguments], env=environment, **options)


def main():
    """The command `hemoleak`."""
    sys.exit(run(sys.argv[1:]).returncode)
