"""What is measured beside the times: memory, the window's thread, its first paint.

Each in a process of its own, so that nothing of this one disturbs it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parent
LONGEST = 900  # seconds that one of the processes may take

Say = Callable[[str], None]

# Linux hands the peak of the process that starts another on to that one; VmHWM is its own.
FRESH_CHECK = """
import json, re, sys
from pathlib import Path
from time import perf_counter
from benchmark_cases import case
import gradviz

def peak():
    own = Path("/proc/self/status")
    if own.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", own.read_text())[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most

experiment = case(sys.argv[1]).experiment
experiment.subject.build()
before, began = peak(), perf_counter()
result = gradviz.check(experiment)
print(json.dumps({
    "seconds": perf_counter() - began, "peak": peak(), "before": before, "engine": result.engine,
}))
"""


@dataclass(frozen=True)
class Fact:
    """One figure.

    Attributes
    ----------
    what
        What was measured.
    value, unit
        None where it could not be.
    aim
        What it should be, as words; empty where there is no such thing.
    note
        What else there is to say.
    """

    what: str
    value: float | None
    unit: str
    aim: str = ""
    note: str = ""


def memory(names: Sequence[str], say: Say) -> list[Fact]:
    """Measure the peak of a process that does nothing but one check of a case."""
    facts = []
    for name in names:
        say(f"memory: a check of {name} in a process of its own")
        what = f"memory peak of a process that checks {name}"
        aim = "under 600" if name == "XXL" else ""
        found = answer([sys.executable, "-c", FRESH_CHECK, name])
        if isinstance(found, str):
            facts.append(Fact(what, None, "MB", aim, found))
            continue
        before, seconds = found["before"], found["seconds"]
        note = f"{found['engine']}, the first check of the process: {seconds:.2g} s"
        if before is not None:
            note += f"; {before / 1e6:.0f} MB before it"
        peak = found["peak"]
        facts.append(Fact(what, None if peak is None else peak / 1e6, "MB", aim, note))
    return facts


def first_paint(rounds: int, say: Say) -> list[Fact]:
    """Measure how soon the window is painted, and its first check shown."""
    if lack := lacks_qt():
        return [Fact("first paint of the window", None, "ms", note=lack)]
    say(f"first paint: {rounds} starts")
    words = [sys.executable, str(SCRIPTS / "benchmark_start.py"), "--json"]
    found = answer([*words, "--rounds", str(rounds)])
    if isinstance(found, str):
        return [Fact("first paint of the window", None, "ms", note=found)]
    return [
        Fact(
            "first paint of the window, from the first line of Python on",
            found["first_paint_ms"],
            "ms",
            note=f"a bare window of PySide6 and pyqtgraph: {found['bare_ms']:.0f} ms",
        ),
        Fact("the same beside the bare window", found["ratio"], "x", "at most 1.6"),
        Fact("first check shown", found["first_check_ms"], "ms"),
    ]


def lateness(seconds: float, say: Say) -> list[Fact]:
    """Measure how late the window's thread is during checks, and how epsilon follows the hand."""
    what = "lateness of the window's thread"
    if lack := lacks_qt():
        return [Fact(what, None, "ms", note=lack)]
    say(f"{what}: {seconds:g} s of each kind of check")
    words = [sys.executable, str(SCRIPTS / "benchmark_lateness.py"), "--json"]
    found = answer([*words, "--seconds", str(seconds)])
    if isinstance(found, str):
        return [Fact(what, None, "ms", note=found)]
    aim = "at most 10, and never over 50"
    facts = [
        Fact(f"{what}, p99: {name}", late["p99"], "ms", aim, f"worst {late['worst']:.1f} ms")
        for name, late in found["lateness_ms"].items()
        if not name.startswith("redraw")
    ]
    live = found["live"]
    return facts if live is None else [*facts, _live(live)]


def _live(live: Mapping[str, float]) -> Fact:
    return Fact(
        "epsilon dragged on M: answers that came to the window",
        live["finished"],
        "a second",
        "at least 60",
        f"{live['shown']:.0f} a second shown in all maps, of {live['moves']:.0f} moves",
    )


def lacks_qt() -> str:
    """Return why there is no window to measure, or nothing."""
    lacking = [name for name in ("PySide6", "pyqtgraph") if find_spec(name) is None]
    return f"not measured: {lacking[0]} is not installed here" if lacking else ""


def answer(command: Sequence[str]) -> Mapping[str, Any] | str:
    """Return the object that a script prints, or why there is none, in a line."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SCRIPTS.parent), str(SCRIPTS)])}
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            env=environment,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {LONGEST} s"
    # Its status may be that a limit is broken, which is a figure all the same.
    try:
        found: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().splitlines()
        return f"not measured: {said[-1][:70] if said else 'it prints no JSON'}"
    return found
