"""Make the locks anew from pyproject.toml: python scripts/lock.py [--upgrade].

scripts/requirements.lock holds what the program runs with, scripts/requirements-test.lock that
and what it is tested and linted with, in the same versions. Both have the hash of every file and
the address of no index, so that pip and uv can use them with any index. Needs uv and Python 3.11;
the versions already locked are kept unless --upgrade is given.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path("scripts")
RUN_LOCK = SCRIPTS / "requirements.lock"
TEST_LOCK = SCRIPTS / "requirements-test.lock"
GROUPS = ("test", "lint")


def command(uv: str, lock: Path, arguments: list[str]) -> list[str]:
    return [
        uv,
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version=3.11",
        # One version of a package for every Python, so that all of them run what was tested.
        "--fork-strategy=fewest",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-annotate",
        "--quiet",
        f"--output-file={lock.as_posix()}",
        *arguments,
    ]


def commands(uv: str, arguments: list[str]) -> list[list[str]]:
    """Return what makes the locks, in order: the first decides the versions of the second."""
    groups = [word for group in GROUPS for word in ("--group", group)]
    same_versions = ["--constraint", TEST_LOCK.as_posix()]
    return [
        command(uv, TEST_LOCK, [*groups, *arguments]),
        command(uv, RUN_LOCK, [*same_versions, *arguments]),
    ]


def main(arguments: list[str]) -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("uv is needed to make the locks: pipx install uv", file=sys.stderr)
        return 2
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "python scripts/lock.py"}
    for each in commands(uv, arguments):
        done = subprocess.run(each, cwd=ROOT, env=environment, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
