"""Arrays that count what is done with them: an instrument that no clock moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import pytest

from gradviz.checking.engines.incremental import changes, losses, piecewise, smooth
from gradviz.checking.engines.incremental.scratch import scratch
from gradviz.checking.forecast.work import Work
from gradviz.subjects.network import BuiltNetwork

FUNCTIONS = {np.exp, np.log, np.log1p, np.tanh, np.expm1}


@dataclass
class Count:
    """What was counted so far."""

    calls: float = 0
    numbers: float = 0
    functions: float = 0
    multiply_adds: float = 0

    @property
    def work(self) -> Work:
        return Work(self.calls, self.numbers, self.functions, self.multiply_adds)

    def take(self, ufunc: Any, inputs: tuple[Any, ...], result: Any) -> None:
        self.calls += 1
        if ufunc is np.matmul:
            self.multiply_adds += np.size(result) * np.shape(inputs[0])[-1]
            self.calls += prod(np.shape(result)[:-2])  # a stack is as many products
        elif ufunc in FUNCTIONS:
            self.functions += np.size(result)
        else:
            self.numbers += max(np.size(each) for each in (*inputs, result))


_count = Count()


class Counted(np.ndarray):
    """An array whose every operation is counted."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        out = kwargs.get("out")
        if out is not None:
            kwargs["out"] = tuple(_plain(each) for each in out)
        if "where" in kwargs:
            kwargs["where"] = _plain(kwargs["where"])
        result = getattr(ufunc, method)(*(_plain(each) for each in inputs), **kwargs)
        _count.take(ufunc, inputs, result)
        if out is not None and len(out) == 1:
            return out[0]
        if isinstance(result, np.ndarray):
            return result.view(Counted)
        return result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        result = super().__array_function__(func, types, args, kwargs)
        _count.calls += 1
        _count.numbers += np.size(result) if isinstance(result, np.ndarray) else 0
        return result


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, Counted) else value


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Count]:
    """Count from now on, in scratch arrays too."""
    global _count
    for module in (changes, losses, piecewise, smooth):
        monkeypatch.setattr(module, "scratch", lambda *wanted: scratch(*wanted).view(Counted))
    _count = Count()
    yield _count
    monkeypatch.undo()


def counted(subject: BuiltNetwork) -> BuiltNetwork:
    """Return a subject the arrays of whose network count."""
    network = subject.network
    arrays = {name: getattr(network, name).copy().view(Counted) for name in ("x", "y", "theta")}
    return replace(subject, network=replace(network, **arrays))
