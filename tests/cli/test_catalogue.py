"""The catalogue of bugs on the command line."""

import json

from gradviz.cli import main
from tests.helpers.commands import Captured, refusal


def test_the_catalogue(capsys: Captured) -> None:
    assert main(["bugs"]) == 0
    assert "was  dW2 = 1/m * dZ2 @ A1.T" in capsys.readouterr().out
    assert main(["bugs", "dW2", "--json"]) == 0
    assert {bug["line"] for bug in json.loads(capsys.readouterr().out)["bugs"]} == {"dW2"}
    assert "no bug has 'zebra' in it" in refusal(capsys, "bugs", "zebra")
