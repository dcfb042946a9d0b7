"""The difference over epsilon, with what explains it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradviz.checking.curves import Curve, SweepResult
from gradviz.checking.experiment import SCHEMES
from gradviz.presenting.sweep_words import best_place, boundary
from gradviz.views.common.looks import Look
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.log_scene import (
    MARKS,
    THICK,
    THIN,
    LogLine,
    LogScene,
    opinion_line,
)

_ROLES = {"central": "window_text", "forward": "curve.1"}
_STYLES = {"central": Qt.PenStyle.SolidLine, "forward": Qt.PenStyle.DashLine}
_OTHER_ROLES = {"central": "curve.2", "forward": "curve.3"}


@dataclass(frozen=True)
class Shown:
    """Which curves of a sweep are shown.

    Attributes
    ----------
    schemes
        Of `SCHEMES`.
    arrays
        Whether each array has a curve of its own.
    names
        The names of the sweep and of the one it is compared with; empty texts if it
        is compared with nothing.
    """

    schemes: tuple[str, ...] = SCHEMES
    arrays: bool = False
    names: tuple[str, str] = ("", "")


class SweepPlot(LogPlot):
    """The overall difference over epsilon, thick, and that of each array, thin."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "sweep_plot", "Difference over epsilon", parent)

    def set_sweep(
        self, sweep: SweepResult | None, compared: SweepResult | None, shown: Shown
    ) -> None:
        """Show a sweep, whole or as far as it came, and one that it is compared with."""
        self.set_content(LogScene() if sweep is None else sweep_scene(sweep, compared, shown))


def sweep_scene(sweep: SweepResult, compared: SweepResult | None, shown: Shown) -> LogScene:
    """Return what is shown of a sweep."""
    curve = leading_curve(sweep, shown.schemes)
    return LogScene(
        lines=tuple(_lines(sweep, compared, shown, curve)),
        threshold=sweep.experiment.check.threshold,
        kinks=tuple(curve.epsilons[curve.crossed > 0].tolist()),
        boundary=boundary(curve),
        best=None if sweep.is_partial else _best(curve),
    )


def _best(curve: Curve) -> tuple[float, float] | None:
    place = best_place(curve)
    return (
        None if place is None else (float(curve.epsilons[place]), float(curve.differences[place]))
    )


def leading_curve(sweep: SweepResult, schemes: Collection[str]) -> Curve:
    """Return the curve whose noise floor and best epsilon are shown: the experiment's own."""
    if sweep.experiment.check.scheme in schemes:
        return sweep.curve
    return sweep.central if "central" in schemes else sweep.forward


def _lines(
    sweep: SweepResult, compared: SweepResult | None, shown: Shown, curve: Curve
) -> Iterator[LogLine]:
    """Return the lines of a sweep, the least important first."""
    for name, values, style in (
        ("truncation estimate", curve.truncation, Qt.PenStyle.DashDotLine),
        ("noise floor", curve.noise_floor, Qt.PenStyle.DotLine),
    ):
        yield LogLine(name, curve.epsilons, values, "muted", 1.6, style, scales=False)
    yield from opinion_line(curve.epsilons, sweep.opinion_difference)
    if shown.arrays:
        names = reversed(list(enumerate(curve.arrays, start=1)))
        for place, name in names:
            mark = MARKS[(place - 1) % len(MARKS)]
            values = curve.arrays[name]
            yield LogLine(name, curve.epsilons, values, f"curve.{place}", THIN, mark=mark)
    own, other = shown.names
    if compared is not None:
        for each in _schemes(compared, shown):
            yield _overall(each, other, shown, _OTHER_ROLES, "diamond")
    for each in _schemes(sweep, shown):
        yield _overall(each, own, shown, _ROLES, "")


def _schemes(sweep: SweepResult, shown: Shown) -> list[Curve]:
    curves = {"central": sweep.central, "forward": sweep.forward}
    return [curves[scheme] for scheme in reversed(SCHEMES) if scheme in shown.schemes]


def _overall(curve: Curve, name: str, shown: Shown, roles: dict[str, str], mark: str) -> LogLine:
    words = [name] if name else []
    if not name or len(shown.schemes) > 1:
        words.append(curve.scheme if name else f"difference, {curve.scheme}")
    style = _STYLES[curve.scheme]
    role = roles[curve.scheme]
    text = ", ".join(words)
    return LogLine(text, curve.epsilons, curve.differences, role, THICK, style, mark)
