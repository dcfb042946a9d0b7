"""Make .venv in the checkout, once, and know whether it is still the right one."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkout import ROOT
from gradviz.preflight.imports import import_problem
from logged import Log, SetupError, log_of_setup, run_logged, say

# What has to be there, tried by importing it: half a package is no package.
NUMERIC = ("gradviz", "numpy", "threadpoolctl")
WINDOW = (*NUMERIC, "PySide6.QtWidgets", "PySide6.QtSvg", "pyqtgraph")
TOOLS = ("pytest", "pytestqt", "xdist", "hypothesis", "mpmath", "mypy", "ruff", "importlinter")

# What the stamp says until the environment is whole.
UNFINISHED = "unfinished\n"

DOWNLOAD = "about 100 MB, a minute or so"
TOOLS_DOWNLOAD = "about 35 MB more"

Run = Callable[[Sequence[str], Log], int]
"""What runs a command with its output in a log, and returns its status."""

Try = Callable[[Sequence[str], Path], str | None]
"""Imports modules in a Python, and returns what went wrong, or None."""


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
    def programs(self) -> Path:
        return self.folder / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        return self.programs / ("python.exe" if self.windows else "python")

    @property
    def packages(self) -> Path:
        """The folder that Python looks for packages in."""
        if self.windows:
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"

    @property
    def lock(self) -> Path:
        """The packages that GradViz runs with."""
        return self.root / "scripts" / "requirements.lock"

    @property
    def tools_lock(self) -> Path:
        """The same packages, and those that it is tested and linted with."""
        return self.root / "scripts" / "requirements-test.lock"

    @property
    def stamp(self) -> Path:
        """The file that says who made the environment, and what of.

        It is the first file there and becomes right at the end, so half an environment can be
        told from a whole one, and both from one that somebody else made.
        """
        return self.folder / "gradviz-stamp"

    @property
    def tools_stamp(self) -> Path:
        """The file that says what tools were added."""
        return self.folder / "gradviz-tools-stamp"

    @property
    def problem(self) -> Path:
        """The file that keeps what cannot be imported although it was just installed."""
        return self.folder / "gradviz-problem"


def try_imports(modules: Sequence[str], python: Path) -> str | None:
    return import_problem(", ".join(modules), str(python))


def fingerprint(environment: Environment) -> str:
    """Return what the environment depends on as one hash.

    The place of the checkout counts, as an environment cannot be moved.
    """
    parts = {
        "lock": environment.lock.read_text(encoding="utf-8"),
        "python": sys.version_info[:2],
        "root": str(environment.root),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def tools_fingerprint(environment: Environment) -> str:
    return hashlib.sha256(environment.tools_lock.read_bytes()).hexdigest()


def is_ready(
    environment: Environment, modules: Sequence[str], try_imports: Try = try_imports
) -> bool:
    """Whether the environment is up to date, and these modules can be imported in it.

    Raises
    ------
    SetupError
        If they cannot, and could not when it was just made: it is the system that lacks something.
    """
    if _text(environment.stamp) != fingerprint(environment):
        return False
    problem = try_imports(modules, environment.python)
    if problem is not None and problem == _text(environment.problem):
        raise _beyond_repair(problem)
    return problem is None


def has_tools(environment: Environment, try_imports: Try = try_imports) -> bool:
    """Whether the tools of the tests are in the environment, up to date."""
    return (
        _text(environment.tools_stamp) == tools_fingerprint(environment)
        and try_imports(TOOLS, environment.python) is None
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _beyond_repair(problem: str) -> SetupError:
    return SetupError(
        f"Everything is installed, and yet this cannot be loaded: {problem}\n"
        "python3 scripts/run.py doctor looks for what the system lacks; without the window this "
        "works: python3 scripts/run.py check"
    )


def ensure(
    environment: Environment,
    modules: Sequence[str],
    run: Run = run_logged,
    try_imports: Try = try_imports,
) -> None:
    """See to it that the environment is there, up to date and whole, or raise SetupError."""
    if is_ready(environment, modules, try_imports):
        return
    anew = " anew" if _text(environment.stamp) is not None else ""
    _take_folder(environment)
    say(f"Making .venv{anew} (once; {DOWNLOAD}) ...")
    with log_of_setup() as log:
        _make(environment, log, run)
    problem = try_imports(modules, environment.python)
    if problem is not None:
        environment.problem.write_text(problem, encoding="utf-8")
        raise _beyond_repair(problem)
    say("Made .venv.")


def ensure_tools(
    environment: Environment, run: Run = run_logged, try_imports: Try = try_imports
) -> None:
    """Add what tests and lints to the environment, if it is not there or damaged."""
    if has_tools(environment, try_imports):
        return
    # pip takes what it once installed for whole, whatever has become of its files.
    damaged = _text(environment.tools_stamp) == tools_fingerprint(environment)
    try:
        environment.tools_stamp.write_text(UNFINISHED, encoding="utf-8")
    except OSError as error:
        raise _unwritable(environment.folder, error) from error
    say(f"Adding what the tests need to .venv (once; {TOOLS_DOWNLOAD}) ...")
    with log_of_setup() as log:
        _install(environment, environment.tools_lock, log, run, anew=damaged)
    environment.tools_stamp.write_text(tools_fingerprint(environment), encoding="utf-8")


def _take_folder(environment: Environment) -> None:
    """Make the folder empty but for the stamp; what others have made stays, unless they agree."""
    folder = environment.folder
    # A link whose end is gone is there too.
    strange = (folder.exists() or folder.is_symlink()) and _text(environment.stamp) is None
    if strange and not _is_empty(folder):
        _ask_to_replace(folder)
    try:
        if folder.is_file() or (strange and folder.is_symlink() and not _is_empty(folder)):
            folder.unlink()  # what a link leads to is not for this script
        folder.mkdir(exist_ok=True)
        environment.stamp.write_text(UNFINISHED, encoding="utf-8")
        for each in folder.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            elif each != environment.stamp:
                each.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _ask_to_replace(folder: Path) -> None:
    """Raise SetupError unless somebody at a terminal says that the folder may be replaced."""
    made = f"{folder} was not made by this script"
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write(f"{made}. Delete it and make a new one? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() in {"y", "yes"}:
            return
    raise SetupError(f"{made}, so it stays. Rename or delete it, then run the same again.")


def _unwritable(folder: Path, error: OSError) -> SetupError:
    return SetupError(
        f"{folder} cannot be written ({error.strerror}). Copy {folder.parent} to a folder of your "
        "own, and run the same there."
    )


def _make(environment: Environment, log: Log, run: Run) -> None:
    """Fill the folder, which is empty but for the stamp."""
    if run([sys.executable, "-m", "venv", str(environment.folder)], log) != 0:
        raise log.failure("The environment")
    _install(environment, environment.lock, log, run)
    try:
        _link_program(environment)
        environment.stamp.write_text(fingerprint(environment), encoding="utf-8")
    except OSError as error:
        raise _unwritable(environment.folder, error) from error


def _install(
    environment: Environment, lock: Path, log: Log, run: Run, *, anew: bool = False
) -> None:
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "install"]
    # Only wheels: a package without one for this system would be compiled for an hour.
    only = ["--no-input", "--progress-bar=off", "--only-binary=:all:", "--require-hashes"]
    every = ["--force-reinstall"] if anew else []
    if run([*pip, *only, *every, f"--requirement={lock}"], log) != 0:
        raise log.failure(f"The packages of {lock.relative_to(environment.root)}")


def _link_program(environment: Environment) -> None:
    """Let the environment's Python find the package, and give it the command ``gradviz``.

    The link is relative, and so ASCII in any folder: Python 3.12 and older read .pth files in the
    encoding of the locale, and do not start where that lacks a letter.
    """
    way = os.path.relpath(environment.root, environment.packages)
    (environment.packages / "gradviz.pth").write_text(f"{way}\n", encoding="ascii")
    if environment.windows:
        command = environment.programs / "gradviz.bat"
        command.write_text('@"%~dp0python.exe" -m gradviz %*\n', encoding="ascii")
    else:
        command = environment.programs / "gradviz"
        command.write_text(
            '#!/bin/sh\nexec "$(dirname "$0")/python" -m gradviz "$@"\n', encoding="ascii"
        )
        command.chmod(0o755)
