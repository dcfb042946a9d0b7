"""Find a Python that is new enough.

Any Python 3 from 3.6 on has to be able to read this file, and the scripts that import it up to
the line that calls ``require_python``.
"""

import os
import shutil
import subprocess
import sys
from typing import List, Optional

OLDEST = (3, 11)

# What to look for on PATH, the most tried first; ``py`` is the launcher of Windows.
CANDIDATES = (["python3.13"], ["python3.12"], ["python3.11"], ["python3.14"], ["py", "-3"])


def hand_over(command: List[str]) -> int:
    """Go on as another command: it gets the terminal and the signals, and its status counts."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execvp(command[0], command)
    # Windows has no exec: the shell would not wait for what took over.
    return subprocess.call(command)


def is_new_enough(command: List[str]) -> bool:
    # A name on PATH may be a shim that only says that this version is not installed.
    code = "import sys; sys.exit(sys.version_info < (%d, %d))" % OLDEST
    done = subprocess.run(
        [*command, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


def newer_python() -> Optional[List[str]]:
    for command in CANDIDATES:
        path = shutil.which(command[0])
        if path is not None and is_new_enough([path, *command[1:]]):
            return [path, *command[1:]]
    return None


def require_python() -> None:
    """Return if this Python is new enough; else go on with one that is, or say that none is."""
    if sys.version_info[:2] >= OLDEST:
        return
    newer = newer_python()
    if newer is not None:
        sys.exit(hand_over(newer + sys.argv))
    sys.stderr.write(
        "GradViz needs Python %d.%d or later; this is %s, and no newer one is on PATH.\n"
        % (*OLDEST, sys.version.split()[0])
    )
    sys.exit(2)
