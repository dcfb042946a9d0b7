"""Named experiments, for ``--preset`` and the form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from gradviz.checking.experiment import Experiment
from gradviz.network.fields import InvalidSettings, wrong
from gradviz.resources import resource_path
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of


@dataclass(frozen=True)
class Preset:
    """An experiment with a name.

    Attributes
    ----------
    name
        The name on the command line.
    title
        A few words.
    sentence
        What there is to see.
    experiment
        The experiment itself.
    """

    name: str
    title: str
    sentence: str
    experiment: Experiment


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by name; ``default`` is the first."""
    stored = json.loads(resource_path("presets.json").read_text(encoding="utf-8"))
    return {name: _preset(name, entry) for name, entry in stored.items()}


def preset_experiment(name: str) -> Experiment:
    """Return the experiment of a preset.

    Raises
    ------
    InvalidSettings
        If there is no such preset.
    """
    found = presets().get(name)
    if found is None:
        raise InvalidSettings([wrong("preset", name, "one of " + ", ".join(presets()))])
    return found.experiment


def _preset(name: str, entry: Mapping[str, str | list[str] | dict[str, str]]) -> Preset:
    settings, bugs = entry["settings"], entry.get("bugs", [])
    assert isinstance(settings, dict)
    correct = read_experiment(settings, Experiment(NetworkSubject()))
    experiment = replace(correct, subject=replace(network_of(correct), bugs=tuple(bugs)))
    return Preset(name, str(entry["title"]), str(entry["sentence"]), experiment)
