"""What a verdict means here, and what it cannot tell, in sentences."""

from collections.abc import Iterator

from gradviz.checking.kinks import exact_zeros
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Reason, Verdict
from gradviz.network.numbers import rough
from gradviz.presenting.assumptions import assumed_sentence
from gradviz.presenting.diagnosis import headline
from gradviz.presenting.given import of_rounded_parameters, questions
from gradviz.presenting.hidden import wrong_arrays_words
from gradviz.presenting.opinion import opinion_sentence
from gradviz.presenting.remedy import remedy_flags, remedy_promise, tried_sentence
from gradviz.presenting.words import count
from gradviz.subjects.network import NetworkSubject, checks_given, given_of, network_of

NAMED_ZEROS = 3  # exact zeros that are named one by one
# What may explain a difference above the threshold; a line may be wrong all the same.
NUMERICAL = (
    Reason.ROUNDING,
    Reason.STEP,
    Reason.TRUNCATION,
    Reason.KINKS,
    Reason.EXACT_ZEROS,
    Reason.PRECISION,
)


def explanation(result: CheckResult) -> list[str]:
    """Return sentences on what the verdict means here, the reason first."""
    sentences = [reason(result), *_of_opinion(result), *_hidden(result)]
    sentences += [*_assumed(result), *_named(result)]
    if result.verdict is Verdict.FAIL:
        sentences += _of_fail(result)
    if result.verdict is Verdict.INCONCLUSIVE:
        sentences += _ways_out(result)
    return sentences


def reason(result: CheckResult) -> str:
    """Return in one sentence why the verdict is what it is."""
    match result.judgement.reason:
        case Reason.AGREES:
            return f"{checked(result)} agrees with the numerical gradient."
        case Reason.DIFFERS:
            return _differs(result)
        case Reason.ASSUMPTION:
            assert result.assumed is not None
            return assumed_sentence(result.assumed)
        case Reason.ROUNDING:
            return (
                f"Rounding alone makes a difference of about {rough(_floor(result))} here, so a "
                "correct gradient may be above the threshold too."
            )
        case Reason.STEP:
            return (
                "theta + epsilon is rounded so much that the step is lost: that alone makes a "
                f"difference of about {rough(_floor(result))}."
            )
        case Reason.TRUNCATION:
            return (
                "The step is so long that J bends on the way: that alone makes a difference of "
                f"about {rough(result.truncation or 0.0)}."
            )
        case Reason.KINKS:
            return f"{kinks_sentence(result)} Without them the difference is {_without(result)}."
        case Reason.EXACT_ZEROS:
            return f"{zeros_sentence(result)} Without them the difference is {_without(result)}."
        case Reason.PRECISION:
            return _precision(result)
        case Reason.PROBLEM:
            return result.problem or "The gradients hold values that are not finite."


def _precision(result: CheckResult) -> str:
    """Return how finely the gradient is known, and what that makes."""
    opinion, apart = result.opinion, result.evidence.opinion_difference
    assert opinion is not None
    assert apart is not None
    name = opinion.precision.name
    if opinion.precision.is_of_parameters:
        return of_rounded_parameters(checked(result), apart, name)
    if not result.grad.any():
        return (
            f"{checked(result)} is 0, and the right one is so small that {name} makes 0 of it: "
            f"that alone makes a difference of about {rough(apart)}."
        )
    whose = f"{name}'s precision" if opinion.precision.is_float else f"its {name}"
    how = "computed or kept in" if opinion.precision.is_float else "rounded to"
    return (
        f"{checked(result)} is right to {whose}: it was {how} {name}, and that alone makes a "
        f"difference of about {rough(apart)}."
    )


def checked(result: CheckResult) -> str:
    """Return what is checked, as the subject of a sentence."""
    subject = result.experiment.subject
    if not isinstance(subject, NetworkSubject):
        return f"The gradient of {subject.title}"
    given = given_of(result.experiment)
    if given is not None and given.has_gradients:
        return f"The gradient of {given.title}"
    if given is not None:  # or a pass would be taken for that of somebody's own gradients
        return f"The built-in backward pass, as {given.title} holds no gradients,"
    return "Backpropagation"


def kinks_sentence(result: CheckResult) -> str:
    """Return how many entries step over a kink."""
    subject = result.experiment.subject
    of = f" of {subject.network.activation}" if isinstance(subject, NetworkSubject) else ""
    step, whose = ("steps", "its") if result.crossed == 1 else ("step", "their")
    return (
        f"{count(result.crossed, 'entry', 'entries')} {step} over a kink{of}, so "
        f"{whose} gradapprox mixes two slopes."
    )


def zeros_sentence(result: CheckResult) -> str:
    """Return which pre-activations are exactly zero, and what that means."""
    subject = network_of(result.experiment)
    network = subject.draw()
    named = ", ".join(str(zero) for zero in exact_zeros(network, NAMED_ZEROS))
    left = network.exact_zeros - NAMED_ZEROS
    more = f" and {left:,} more" if left > 0 else ""
    is_are = "is" if network.exact_zeros == 1 else "are"
    return (
        f"{named}{more} {is_are} exactly zero (unit, example), where "
        f"{subject.network.activation} has no derivative: no epsilon changes that, but "
        f"{_other_data(result)}, bias or activation does."
    )


def _differs(result: CheckResult) -> str:
    if result.expected is None:
        return f"{checked(result)} and the numerical gradient differ by more than the threshold."
    explained = max(result.noise_floor or 0.0, result.truncation or 0.0)
    return (
        f"{checked(result)} and the numerical gradient differ by more than numerical error "
        f"explains, which is about {rough(explained)} here."
    )


def _of_opinion(result: CheckResult) -> Iterator[str]:
    """Yield what the second opinion finds, where the textbook's comparison does not tell."""
    found = opinion_sentence(result)
    if found is not None and result.verdict is Verdict.INCONCLUSIVE:
        yield found


def _hidden(result: CheckResult) -> Iterator[str]:
    """Yield what the overall difference hides, where it is not above the threshold."""
    if result.verdict is not Verdict.PASS:
        return
    wrong = wrong_arrays_words(result)
    if wrong is not None:
        yield f"But {wrong}: the difference over all entries does not show it."


def _assumed(result: CheckResult) -> Iterator[str]:
    """Yield what explains the gradients all the same, where that is not the reason itself."""
    if result.assumed is not None and result.judgement.reason is not Reason.ASSUMPTION:
        yield assumed_sentence(result.assumed)


def _named(result: CheckResult) -> Iterator[str]:
    """Yield which line of backprop is wrong, whatever the whole difference says."""
    where = None if result.diagnosis is None else headline(result.diagnosis, result.assumed)
    is_said = result.assumed is not None and result.assumed.wrong is None
    if where is None or is_said:
        return
    if result.verdict is Verdict.PASS and not result.judgement.wrong_arrays:
        yield f"But {where}; no parameter's gradient shows it on this data."
    elif result.judgement.reason in NUMERICAL:
        yield f"All the same, {where}."
    else:
        yield f"{where[0].upper()}{where[1:]}."


def _of_fail(result: CheckResult) -> Iterator[str]:
    suggestion = result.suggestion
    if result.assumed is not None:
        if result.remedy is not None:
            yield f"With {remedy_flags(result)} {remedy_promise(result.remedy)}."
        return
    if checks_given(result.experiment) and result.diagnosis is not None:
        yield from questions(result.diagnosis)
    if suggestion is not None and suggestion.epsilon != result.experiment.check.epsilon:
        yield (
            f"At the suggested epsilon, {rough(suggestion.epsilon)}, the difference is "
            f"{rough(suggestion.difference)}."
        )
    if result.crossed:
        yield f"{kinks_sentence(result)} Without them the difference is {_without(result)}."
    elif result.exact_zeros:
        yield zeros_sentence(result)


def _ways_out(result: CheckResult) -> Iterator[str]:
    if result.remedy is not None:
        yield f"With {remedy_flags(result)} {remedy_promise(result.remedy)}."
    elif _is_for_the_user(result):
        return
    elif result.judgement.reason is Reason.PRECISION and checks_given(result.experiment):
        yield "Compute and save the gradients in float64, with all their digits, to see more."
    elif not list(_named(result)):
        yield from filter(None, [tried_sentence(result.tried)])


def _is_for_the_user(result: CheckResult) -> bool:
    """Return whether the reason says what to do, and no setting of the check is of any use."""
    opinion = result.opinion
    is_rounded = opinion is not None and opinion.precision.is_of_parameters
    is_said = result.judgement.reason is Reason.PROBLEM or (
        is_rounded and result.judgement.reason is Reason.PRECISION
    )
    return result.assumed is not None or is_said


def _floor(result: CheckResult) -> float:
    return result.noise_floor or 0.0


def _without(result: CheckResult) -> str:
    return rough(result.difference_without_kinks)


def _other_data(result: CheckResult) -> str:
    subject = network_of(result.experiment)
    if subject.given is not None:
        return "other data"
    return "another initialisation" if subject.network.init == "zeros" else "another seed"
