"""GradViz makes gradient checking visible.

``gradviz.check(experiment)`` checks a backward pass against a numerical gradient, and
``gradviz.sweep(experiment)`` shows what epsilon does to that. The names below are loaded when they
are first used, so that ``import gradviz`` alone needs neither NumPy nor Qt: the set-up scripts
import this package before either is installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # loaded when it is first used; see above
    from gradviz.analysis.check import check as check
    from gradviz.checking.curves import SweepResult as SweepResult
    from gradviz.checking.experiment import CheckSettings as CheckSettings
    from gradviz.checking.experiment import Experiment as Experiment
    from gradviz.checking.result import CheckResult as CheckResult
    from gradviz.checking.sweep import sweep as sweep
    from gradviz.network.spec import NetworkSpec as NetworkSpec
    from gradviz.subjects.network import NetworkSubject as NetworkSubject

__version__ = "0.1.0"

_HOMES = {
    "check": "gradviz.analysis.check",
    "CheckResult": "gradviz.checking.result",
    "CheckSettings": "gradviz.checking.experiment",
    "Experiment": "gradviz.checking.experiment",
    "NetworkSpec": "gradviz.network.spec",
    "NetworkSubject": "gradviz.subjects.network",
    "SweepResult": "gradviz.checking.curves",
    "sweep": "gradviz.checking.sweep",
}

__all__ = [
    "CheckResult",
    "CheckSettings",
    "Experiment",
    "NetworkSpec",
    "NetworkSubject",
    "SweepResult",
    "__version__",
    "check",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gradviz' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
