"""Make .venv in the checkout, once, and know whether it is still the right one."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The package lies beside the scripts; its preflight needs nothing that is installed.
sys.path.insert(0, str(ROOT))

Run = Callable[[Sequence[str]], int]
"""What runs a command and returns its status."""


class SetupError(Exception):
    """What keeps the environment from being made, as a sentence with what to do."""


@dataclass(frozen=True)
class Environment:
    """The virtual environment of a checkout.

    Attributes
    ----------
    root : Path
        The checkout.
    windows : bool
        Whether the folders are those of Windows.
    """

    root: Path = ROOT
    windows: bool = os.name == "nt"

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        if self.windows:
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        return self.root / "scripts" / "requirements.lock"

    @property
    def stamp(self) -> Path:
        """The file that is written last, so that half an environment has none."""
        return self.folder / "gradviz-stamp"


def call(command: Sequence[str]) -> int:
    # Standard output belongs to the program that is set up: it may be asked for JSON.
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def fingerprint(environment: Environment) -> str:
    """Return what the environment depends on as one hash.

    The settings of the tools in pyproject.toml are left out: a change to them asks for no new
    environment. The place of the checkout counts, as an environment cannot be moved.
    """
    text = (environment.root / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    parts = {
        "lock": environment.lock.read_text(encoding="utf-8"),
        "build": project["build-system"],
        "project": project["project"],
        "hatch": project.get("tool", {}).get("hatch"),
        "python": sys.version_info[:2],
        "root": str(environment.root),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def is_ready(environment: Environment, run: Run = call) -> bool:
    """Whether the environment is whole, up to date and alive."""
    try:
        stamp = environment.stamp.read_text(encoding="utf-8")
    except OSError:
        return False
    # The Python that it was made from may have gone since, which leaves a dangling link.
    return (
        stamp == fingerprint(environment)
        and environment.python.is_file()
        and run([str(environment.python), "-c", "import gradviz"]) == 0
    )


def make(environment: Environment, run: Run = call) -> None:
    """Make the environment anew, whatever is there."""
    _remove(environment.folder)
    _step(run, [sys.executable, "-m", "venv", str(environment.folder)], "The environment")
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet"]
    # Only wheels: a package without one for this system would be compiled for an hour.
    locked = ["--require-hashes", "--only-binary=:all:", "--requirement", str(environment.lock)]
    _step(run, [*install, *locked], "The packages of scripts/requirements.lock")
    # The lock holds what this is built with, so nothing is downloaded.
    local = ["--no-deps", "--no-build-isolation", "--no-index", "--editable"]
    _step(run, [*install, *local, str(environment.root)], "GradViz itself")
    environment.stamp.write_text(fingerprint(environment), encoding="utf-8")


def _step(run: Run, command: Sequence[str], what: str) -> None:
    if run(command) != 0:
        raise SetupError(f"{what} could not be installed: the lines above say why.")


def _remove(folder: Path) -> None:
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            # The stamp goes first, so that what is left of a removal is not taken for whole.
            (folder / "gradviz-stamp").unlink(missing_ok=True)
            shutil.rmtree(folder)
    except OSError as error:
        raise SetupError(f"{folder} cannot be removed ({error}): remove it by hand.") from error


def ensure(environment: Environment, prepare: Callable[[], None], run: Run = call) -> Environment:
    """Return the environment, made if it is not there or not the right one.

    Parameters
    ----------
    prepare : callable
        Called before it is made; raises SetupError where this Python cannot make one.
    """
    if is_ready(environment, run):
        return environment
    prepare()
    anew = "anew " if environment.folder.exists() else ""
    say(f"Making .venv {anew}... (once, about a minute)")
    make(environment, run)
    say("Made .venv.")
    return environment
