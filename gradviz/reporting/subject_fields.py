"""What is told of a subject in JSON beyond what every check has."""

from typing import Any

from gradviz.checking.experiment import Experiment
from gradviz.subjects.network import NetworkSubject


def edited_fields(experiment: Experiment) -> dict[str, Any]:
    """Return which lines are replaced; nothing of a subject without lines."""
    subject = experiment.subject
    if not isinstance(subject, NetworkSubject):
        return {}
    return {"bugs": list(subject.bugs), "edited_lines": [str(line) for line in subject.edits]}


def cost_fields(experiment: Experiment) -> dict[str, Any]:
    """Return the form of the cost; nothing of a subject that has no other form."""
    subject = experiment.subject
    return {"cost_form": subject.network.cost} if isinstance(subject, NetworkSubject) else {}
