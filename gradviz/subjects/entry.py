"""Settings as texts, the way that a form, a command line and a preset write them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from gradviz.checking.experiment import Experiment
from gradviz.network.data import DATA_SETS
from gradviz.network.fields import (
    InvalidSettings,
    Problem,
    read_number,
    read_whole_number,
    wrong,
)
from gradviz.network.numbers import exact
from gradviz.network.spec import NetworkSpec, with_data
from gradviz.subjects.given import STATABLE
from gradviz.subjects.network import NetworkSubject, network_of

LAYER_KEYS = ("layers.0", "layers.1", "layers.2", "layers.3")
NETWORK_KEYS = ("examples", "activation", "cost", "dtype", "seed", "init", "data")
CHECK_KEYS = ("epsilon", "threshold", "scheme", "engine")
KEYS = (*LAYER_KEYS, *NETWORK_KEYS, *CHECK_KEYS)
WHOLE = {"examples", "seed", *LAYER_KEYS}
REAL = {"epsilon", "threshold"}

T = TypeVar("T")


def experiment_texts(experiment: Experiment) -> dict[str, str]:
    """Return every setting of an experiment as a text, by key."""
    spec, settings = network_of(experiment).network, experiment.check
    texts = {key: str(size) for key, size in zip(LAYER_KEYS, spec.layers, strict=True)}
    texts |= {key: str(getattr(spec, key)) for key in NETWORK_KEYS}
    texts |= {key: str(getattr(settings, key)) for key in CHECK_KEYS}
    return texts | {key: exact(getattr(settings, key)) for key in REAL}


def read_experiment(texts: Mapping[str, str], base: Experiment) -> Experiment:
    """Return an experiment with other settings.

    Parameters
    ----------
    texts
        The settings to change, by key; ``layers`` may hold all four sizes with commas between.
        A data set brings its n_x and its largest number of examples, unless these are given.
    base
        Where all other settings come from.

    Raises
    ------
    InvalidSettings
        If any setting is not allowed; every one that is not is named.
    """
    problems = [wrong("setting", key, "one of " + ", ".join(KEYS)) for key in _unknown(texts)]
    values = _read(texts, problems)
    now = network_of(base)
    network = _attempt(lambda: _network(now.network, values), problems)
    settings = _attempt(
        lambda: replace(base.check, **{k: v for k, v in values.items() if k in CHECK_KEYS}),
        problems,
    )
    if problems or network is None or settings is None:
        raise InvalidSettings(problems)
    subject = replace(now, network=network, stated=_stated(now, network))
    return replace(base, subject=subject, check=settings)


def _stated(now: NetworkSubject, network: NetworkSpec) -> frozenset[str]:
    """Return what is known not to be a mere default: what was, and what is changed by hand."""
    if not now.checks_given_gradients:
        return frozenset()
    changed = {n for n in STATABLE if getattr(network, n) != getattr(now.network, n)}
    return now.stated | changed


def _unknown(texts: Mapping[str, str]) -> list[str]:
    return [key for key in texts if key not in (*KEYS, "layers")]


def _read(texts: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    texts = dict(texts)
    together = texts.pop("layers", None)
    if together is not None:
        sizes = together.replace(" ", "").split(",")
        if len(sizes) != len(LAYER_KEYS):
            problems.append(wrong("layers", together, "four sizes, such as 4,5,3,1"))
        else:
            texts |= dict(zip(LAYER_KEYS, sizes, strict=True))
    return {key: _read_one(key, text) for key, text in texts.items()}


def _read_one(key: str, text: str) -> int | float | str:
    if key in WHOLE:
        return read_whole_number(text)
    if key in REAL:
        return read_number(text)
    return text.strip().lower().replace("_", "-")


def _network(base: NetworkSpec, values: Mapping[str, Any]) -> NetworkSpec:
    spec = base
    if values.get("data", base.data) != base.data and values["data"] in DATA_SETS:
        spec = with_data(spec, values["data"])
    layers = tuple(values.get(key, size) for key, size in zip(LAYER_KEYS, spec.layers, strict=True))
    others = {key: value for key, value in values.items() if key in NETWORK_KEYS}
    return replace(spec, layers=layers, **others)


def _attempt(make: Callable[[], T], problems: list[Problem]) -> T | None:
    try:
        return make()
    except InvalidSettings as error:
        problems.extend(error.problems)
        return None
