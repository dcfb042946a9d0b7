"""The first check of a process, which is all that a command line does."""

import subprocess
import sys

import pytest

# In a process of its own: here something else may have loaded it already.
FIRST = """
import sys
from dataclasses import replace
from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
from gradviz.network.spec import NetworkSpec

{experiment}
before = set(sys.modules)
result = check(experiment)
print(*(set(sys.modules) - before), file=sys.stderr)
"""
BENDING = """
spec = NetworkSpec((20, 32, 16, 1), 64, data="gaussian", init="he")
experiment = Experiment(NetworkSubject(spec), CheckSettings(epsilon=1e-2))
"""
GIVEN = """
subject = NetworkSubject()
network = subject.draw()
grad, _ = network.gradients(subject.program)
arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
arrays |= {f"d{name}": 2 * array for name, array in network.layout.to_arrays(grad).items()}
experiment = Experiment(replace(subject, given=GivenArrays("mine", arrays)))
"""


@pytest.mark.parametrize("experiment", [BENDING, GIVEN], ids=["many kinks", "given gradients"])
def test_it_loads_nothing_more(experiment: str) -> None:
    # numpy.ma alone, which np.unique loads, takes longer than a check.
    code = FIRST.replace("{experiment}", experiment)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == []
