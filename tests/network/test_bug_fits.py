"""Which bugs fit is what the catalogue says, a line at a time."""

from gradviz.network.backward import LINE_NAMES
from gradviz.network.bug_fits import Form, bugs_of_line, misfits
from gradviz.network.bugs import bugs
from gradviz.network.network import pass_shapes
from gradviz.network.spec import NetworkSpec


def test_every_bug_belongs_to_one_line() -> None:
    found = [bug.id for line in LINE_NAMES for bug in bugs_of_line(line)]
    assert found == list(bugs())


def test_misfits_are_those_of_the_catalogue() -> None:
    network = NetworkSpec(activation="tanh")
    shapes = pass_shapes(network.layers, network.examples)
    expected = {bug.id: bug.misfit("tanh", shapes) for bug in bugs().values()}
    found = {
        key: reason
        for line in LINE_NAMES
        for key, reason in misfits(line, Form.of(network)).items()
    }
    assert found == {key: reason for key, reason in expected.items() if reason}
    assert 0 < len(found) < len(bugs())
