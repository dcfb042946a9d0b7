"""What explains given gradients in place of what the check assumes, in words."""

from typing import Any

from gradviz.analysis.assumptions.lines import mistake_words
from gradviz.analysis.diagnosis.factors import factor_words
from gradviz.checking.assumption import SETTING, Assumed, Assumption, What
from gradviz.checking.findings import LineVerdict
from gradviz.subjects.network import network_of

TITLES = {"relu": "ReLU", "leaky-relu": "leaky ReLU"}
# Of a cost: what it is called, what dZ3 is then, and what is wrong if the assumed one is meant.
_COSTS = {
    "sum": (
        "the sum of the losses",
        "their mean",
        "1/m is missing in dW1 to db3, or dZ3 is m times too large",
    ),
    "mean over outputs and examples": (
        "the mean of the losses over outputs and examples",
        "the sum over the outputs",
        "all is divided by the number of outputs too",
    ),
}
_CROSS_ENTROPY = "the cross-entropy of sigmoid outputs"


def title_of(activation: str) -> str:
    """Return an activation as it is written in a sentence: ReLU, tanh."""
    return TITLES.get(activation, activation)


def assumed_sentence(assumed: Assumed) -> str:
    """Return what explains the gradients, and what is wrong if what is assumed is meant."""
    shorts = [_short(each, assumed) for each in assumed.assumptions]
    parts = [f"{short[0].upper()}{short[1:]}." for short in shorts]
    return " ".join([*parts, *filter(None, map(_otherwise, assumed.assumptions))])


def assumed_headline(assumed: Assumed) -> str:
    """Return what explains the gradients in a few words, without what follows from it."""
    return "; ".join(_short(each, assumed) for each in assumed.assumptions)


def assumed_fields(assumed: Assumed | None) -> dict[str, Any]:
    """Return it as fields of a JSON object; none where nothing else fits."""
    if assumed is None:
        return {}
    return {"assumed": [_fields(each, assumed) for each in assumed.assumptions]}


def _fields(each: Assumption, assumed: Assumed) -> dict[str, Any]:
    message = assumed_sentence(Assumed((each,), assumed.lines))
    fields: dict[str, Any] = {"what": str(each.what), "fits": each.fits, "message": message}
    if each.value is not None:
        fields["value"] = each.value
    if each.what in SETTING:
        fields["assumes"] = each.instead
        fields["stated"] = each.is_stated
    if each.is_wrong:
        fields["wrong"] = True
    if assumed.passing is not None:
        fields["flag"] = f"--activation {network_of(assumed.passing).network.activation}"
    return fields


def _short(each: Assumption, assumed: Assumed) -> str:
    """Return what explains the gradients, to be a sentence or part of one."""
    right = "the gradients are right"
    verb = "what was stated is" if each.is_stated else "this check assumes"
    match each.what:
        case What.ACTIVATION if each.right is not None:
            lines = _listed(each.right)
            return f"for {_activations(each.fits)}, {lines}; {verb} {title_of(each.instead)}"
        case What.ACTIVATION:
            return f"{right} for {_activations(each.fits)}; {verb} {title_of(each.instead)}"
        case What.COST:
            meant, assumes, _ = _COSTS.get(each.fits, (_cost(each.fits), _CROSS_ENTROPY, ""))
            return f"{right} for {meant}; {verb} {assumes}"
        case What.L2:
            return _of_l2(each)
        case What.DROPOUT:
            return f"{right} with dropout, keep_prob {each.fits}, which this check leaves out"
        case What.ORDER:
            return f"right gradients were joined in the order {each.fits}, and cut in another one"
        case What.WHOLE:
            return f"right gradients were {each.fits} to whole numbers"
        case What.UPDATED:
            update = f"already updated, by {each.fits} * dW"
            return f"one cause explains all: dA2 and dA1 were computed with weights {update}"
        case What.STEPPED:
            return (
                f"{right} for the parameters before an update by {each.fits} * dW and "
                f"{each.fits} * db; those in the file are the ones after it"
            )
        case What.DIVISOR:
            return _of_divisor(each, assumed)


def _listed(names: tuple[str, ...]) -> str:
    """Return lines that are right."""
    *rest, last = names
    return f"{', '.join(rest)} and {last} are right" if rest else f"{last} is right"


def _of_l2(each: Assumption) -> str:
    term = f"an L2 term, lambda/m * W with lambda {each.fits}, which this check leaves out"
    if each.is_wrong:
        lines = " and ".join(each.at)
        return f"the dW have {term}; in {lines} it is missing"
    if each.is_stated:
        return f"the gradients are right with {term}; lambd in the file is {each.instead}"
    if each.instead:
        said = f"the L2 term that the file says, lambd {each.instead}"
        return f"the gradients are right with {said}; the J of this check has none"
    return f"the gradients are right with {term}"


def _of_divisor(each: Assumption, assumed: Assumed) -> str:
    if each.at == ("dZ3",):
        return f"one cause explains all: dZ3 has {mistake_words(each)}"
    cause = f"one cause explains all six gradients: {mistake_words(each)}"
    if assumed.lines[each.at[0]] is LineVerdict.UNDECIDABLE and each.factor is not None:
        return f"{cause}; or dZ3 alone is {factor_words(each.factor)}"
    return cause


def _otherwise(each: Assumption) -> str:
    """Return what is wrong if what the check assumes is meant, or what to do."""
    match each.what:
        case What.ACTIVATION:
            meant = title_of(each.instead)
            return f"If {meant} is meant, A1, A2, dZ2 and dZ1 are those of another activation."
        case What.COST if each.fits in _COSTS:
            _, meant, wrong = _COSTS[each.fits]
            return f"If {meant} is meant, {wrong}."
        case What.COST:
            return "If the cross-entropy is meant, dZ3 is not A3 - Y."
        case What.L2 if each.is_stated:
            return "Which of the two is meant? Write that in both places."
        case What.L2 if each.instead and not each.is_wrong:
            return "Save the gradients without lambd/m * W, or with lambd 0, and this check passes."
        case What.L2 if not each.is_wrong:
            return "If there is none in J, lambda/m * W is too much in dW1, dW2 and dW3."
        case What.DIVISOR if each.value == 1:
            return "They are right if J is the sum of the losses."
        case What.ORDER:
            return "Join and cut in the order W1, b1, W2, b2, W3, b3, each by rows."
        case What.STEPPED:
            return "Save the parameters that the gradients belong to: before they are updated."
        case What.UPDATED:
            return "Update the weights when all gradients are known."
        case _:
            return ""


def _activations(fits: str) -> str:
    first, word, second = fits.partition(" and ")
    if not word:
        return title_of(first)
    return f"{title_of(first)} in layer 1 and {title_of(second)} in layer 2"


def _cost(fits: str) -> str:
    return "softmax with the cross-entropy" if fits == "softmax" else fits
