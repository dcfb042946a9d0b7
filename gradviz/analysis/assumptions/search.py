"""The search for the pass that given gradients come from."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.analysis.assumptions.activations import KNOWN, pairs
from gradviz.analysis.assumptions.constants import digits
from gradviz.analysis.assumptions.cuts import has_same_values, is_whole, order_of, whole_numbers
from gradviz.analysis.assumptions.decay import NO_DECAY, Decay, decay_of, is_near_up_to, may_be
from gradviz.analysis.assumptions.dropout import dropped
from gradviz.analysis.assumptions.fit import (
    GRADIENTS,
    Case,
    Prediction,
    Values,
    are_near,
    convention,
    is_near,
    is_within,
    prediction_steps,
    tells,
    values_steps,
)
from gradviz.analysis.assumptions.model import Model, backward_steps, forward_steps
from gradviz.analysis.assumptions.outputs import OUTPUTS, Output, Scale, scales
from gradviz.analysis.assumptions.stepped import before_update, is_large, rate_steps
from gradviz.analysis.assumptions.updated import updated_steps
from gradviz.network.layout import Array

SLOPES_AT_ZERO = (0.0, 1.0, 0.5)  # that people and tools take for the derivative at a kink
FEWEST = 4  # gradients other than zero
RATE_UNIT = 1e-14  # to which a learning rate is known, in units of which `digits` allows many


@dataclass(frozen=True, eq=False)
class Found:
    """A pass that explains everything given.

    Attributes
    ----------
    model
        The pass.
    decay
        Its L2 term.
    factor
        By which dZ and dA are those of the pass: 1, or with the share of the mean in them.
    order
        The order of arrays in which the gradients were joined, and whether by columns; None
        where that is right.
    whole
        How they were made whole numbers; None where they were not.
    keep_prob
        Of dropout; None where there is none.
    stepped
        The learning rate of an update after which the parameters were saved; None where they are
        those of the gradients.
    """

    model: Model
    decay: Decay = NO_DECAY
    factor: float = 1.0
    order: tuple[tuple[str, ...], bool] | None = None
    whole: str | None = None
    keep_prob: float | None = None
    stepped: float | None = None


@dataclass(frozen=True, eq=False)
class Search:
    """Looks for the pass behind given gradients.

    Attributes
    ----------
    case
        What was given, and what is assumed.
    lambd
        The lambda of an L2 term that the file says.
    """

    case: Case
    lambd: float | None = None

    def is_right(self) -> Generator[None, None, bool]:
        """Return whether the base itself explains everything given, step by step."""
        case = self.case
        here = yield from forward_steps(case.base, case.point)
        for base in _at_zero(case.base, here):
            values = yield from backward_steps(base, case.point, here)
            if are_near(values, case) and self._explains_all(
                (yield from prediction_steps(base, case))
            ):
                return True
        return False

    def steps(self) -> Generator[None, None, Found | None]:
        """Return what explains the gradients in place of the base, step by step; None if nothing.

        Of too few gradients other than zero, an accident may explain all.
        """
        case = self.case
        if sum(np.count_nonzero(case.given[name]) for name in GRADIENTS) < FEWEST:
            return None
        values = yield from values_steps(case.base, case)
        for kind in (self._other_pieces, self._cut, self._dropped, self._stepped):
            found = yield from kind(values)
            if found is not None:
                return found
        return None

    def _explains_all(self, prediction: Prediction) -> bool:
        case = self.case
        are_right = all(
            is_within(case.given[n], prediction.values[n], prediction.tolerance[n])
            for n in GRADIENTS
        )
        return are_right and convention(prediction, case, (1.0, 1 / case.point.m)) is not None

    def _other_pieces(self, base: Values) -> Generator[None, None, Found | None]:
        """Try other activations, costs, divisors and L2 terms, and all of them together."""
        case = self.case
        n_x, n_y = case.point.x.shape[0], case.point.y.shape[0]
        known: dict[str, Array] = {}
        for pair in pairs(case.base.activations[0].name):
            model = replace(case.base, activations=pair)
            here = yield from forward_steps(model, case.point, known=known)
            for output, scale in self._near_at_the_top(here, scales(n_x, n_y, case.point.m)):
                each = replace(model, output=output, scale=scale)
                found = yield from self._explained(each, here, base)
                if found is not None:
                    return found
        return None

    def _near_at_the_top(
        self, here: Mapping[str, Array], tried: list[Scale]
    ) -> Iterator[tuple[Output, Scale]]:
        """Yield the costs of which dW3 and db3, which are cheap, are near up to an L2 term."""
        case, own = self.case, self.case.point.parameters
        outputs = [each for each in OUTPUTS if case.point.y.shape[0] >= each.fewest]
        sums = []
        for output in outputs:
            dz = output.dz3(here["Z3"], here["A3"], case.point.y)
            sums.append((dz @ here["A2"].T, np.sum(dz, axis=1, keepdims=True)))
        for scale in tried:
            for output, (dw, db) in zip(outputs, sums, strict=True):
                dw3, db3 = dw / scale.divisor, db / scale.divisor
                is_plain = is_near(case.given["db3"], db3)
                # An L2 term of the biases too is looked for beside the usual mean alone.
                if not is_plain and scale.divisor != case.point.m:
                    continue
                if not is_plain and not is_near_up_to(case.given["db3"], db3, own["b3"]):
                    continue
                if is_near_up_to(case.given["dW3"], dw3, own["W3"]):
                    yield output, scale

    def _explained(
        self, model: Model, here: Mapping[str, Array], base: Values
    ) -> Generator[None, None, Found | None]:
        case = self.case
        for each in _at_zero(model, here):
            values = yield from backward_steps(each, case.point, here)
            if not may_be(values, case):
                continue
            prediction = yield from prediction_steps(each, case)
            decay = decay_of(prediction, case, self.lambd)
            factor = convention(prediction, case, _factors(model.scale, case.point.m))
            if decay is None or factor is None:
                continue
            if tells(prediction, case, base):
                return Found(each, decay, factor)
        return None

    def _cut(self, base: Values) -> Generator[None, None, Found | None]:
        """Try gradients that were cut, and weights that were updated too early."""
        case = self.case
        are_whole = is_whole(case)
        for pair in pairs(case.base.activations[0].name)[: len(KNOWN)]:
            model = replace(case.base, activations=pair)
            values = yield from values_steps(model, case)
            if are_whole or has_same_values(values, case):
                found = yield from self._cut_of(model)
                if found is not None:
                    return found
            moved = yield from updated_steps(model, values, case)
            if moved is not None and (yield from self._is_it(moved, base)):
                return Found(moved)
        return None

    def _is_it(self, model: Model, base: Values) -> Generator[None, None, bool]:
        """Return whether a pass explains what the base does not."""
        case = self.case
        values = yield from values_steps(model, case)
        if not are_near(values, case):
            return False
        prediction = yield from prediction_steps(model, case)
        return self._explains_all(prediction) and tells(prediction, case, base)

    def _cut_of(self, model: Model) -> Generator[None, None, Found | None]:
        case = self.case
        prediction = yield from prediction_steps(model, case)
        if convention(prediction, case, (1.0, 1 / case.point.m)) is None:
            return None
        order = order_of(prediction, case)
        if order is not None:
            return Found(model, order=order)
        whole = whole_numbers(prediction, case)
        return None if whole is None else Found(model, whole=whole)

    def _dropped(self, base: Values) -> Generator[None, None, Found | None]:
        """Try dropout, where dA or dZ tell what was dropped."""
        case = self.case
        for pair in pairs(case.base.activations[0].name)[: len(KNOWN)]:
            found = dropped(replace(case.base, activations=pair), case)
            yield
            if found is None:
                continue
            model, inverse = found
            if (yield from self._is_it(model, base)):
                return Found(model, keep_prob=1 / inverse)
        return None

    def _stepped(self, base: Values) -> Generator[None, None, Found | None]:
        """Try parameters that were saved after they were updated by these gradients."""
        case = self.case
        likely = pairs(case.base.activations[0].name)[: 1 if is_large(case) else len(KNOWN)]
        for pair in likely:
            model = replace(case.base, activations=pair)
            rate = yield from rate_steps(model, case)
            if rate is None:
                continue
            for each in (float(digits(rate, max(case.unit, RATE_UNIT))), rate):
                before = Search(before_update(case, each), self.lambd)
                if (yield from before._is_it(model, base)):
                    return Found(model, stepped=each)
        return None


def _factors(scale: Scale, m: int) -> tuple[float, ...]:
    """Return what dZ and dA may be multiplied by: a pass may carry the share of the mean."""
    factors = [1.0, 1 / scale.divisor]
    if scale.is_cost and scale.divisor > m:
        factors.append(m / scale.divisor)  # the mean over outputs, without that over examples
    return tuple(factors)


def _at_zero(model: Model, here: Mapping[str, Array]) -> Iterator[Model]:
    """Yield a pass with every usual derivative at exact zeros; once where there are none."""
    has_zeros = any(
        activation.left is not None and bool(np.any(here[f"Z{layer}"] == 0))
        for layer, activation in enumerate(model.activations, start=1)
    )
    for slope in SLOPES_AT_ZERO if has_zeros else SLOPES_AT_ZERO[:1]:
        yield replace(model, at_zero=slope)
