"""Make scripts/requirements.lock anew from pyproject.toml: python scripts/lock.py [--upgrade].

The lock holds what running, testing and linting need, and what an editable install is built
with, with the hash of every file and without the address of any index, so that pip and uv can
use it with any index. Needs uv and Python 3.11; the versions already locked are kept unless
--upgrade is given.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path("scripts") / "requirements.lock"
GROUPS = ("test", "lint")


def command(uv: str, arguments: list[str]) -> list[str]:
    groups = [word for group in GROUPS for word in ("--group", group)]
    return [
        uv,
        "pip",
        "compile",
        "pyproject.toml",
        "-",
        *groups,
        "--universal",
        "--python-version=3.11",
        # One version of a package for every Python, so that all of them run what was tested.
        "--fork-strategy=fewest",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-annotate",
        "--quiet",
        f"--output-file={LOCK.as_posix()}",
        *arguments,
    ]


def main(arguments: list[str]) -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("uv is needed to make the lock: pipx install uv", file=sys.stderr)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # Nothing is downloaded but the lock to build an editable install with.
    build = "\n".join(project["build-system"]["requires"])
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "python scripts/lock.py"}
    done = subprocess.run(
        command(uv, arguments), input=build, text=True, cwd=ROOT, env=environment, check=False
    )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
