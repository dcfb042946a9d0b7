"""Whether modules can be imported, tried without harm to this process."""

import subprocess
import sys


def import_problem(modules: str, python: str = sys.executable) -> str | None:
    """Import modules in a process of its own, as that may crash, and return what went wrong.

    Parameters
    ----------
    modules : str
        What ``import`` takes: a name, or several with commas between.
    python : str
        The Python to import them in.
    """
    # -P: what lies in the present folder is not what is asked for.
    command = [python, "-P", "-c", f"import {modules}"]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except OSError as error:
        return f"{python} does not start: {error.strerror}"
    if done.returncode == 0:
        return None
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"importing it ends with status {done.returncode}"
