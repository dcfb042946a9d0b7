"""One edit a line, whichever way it came."""

from gradviz.presenting.edits import Edits

OWN = "dW2 = 3/m * dZ2 @ A1.T"


def test_a_second_bug_on_a_line_takes_the_place_of_the_first() -> None:
    assert Edits().with_bug("dW2-twice").with_bug("dW2-sign").bugs == ("dW2-sign",)


def test_bugs_stand_in_the_order_of_the_catalogue() -> None:
    # As presets write them: an experiment with the same bugs is the same experiment.
    assert Edits().with_bug("db1-4-over-m").with_bug("dW2-twice").bugs == (
        "dW2-twice",
        "db1-4-over-m",
    )


def test_a_bug_and_a_typed_line_replace_each_other() -> None:
    typed = Edits(("dW2-twice", "db1-4-over-m")).with_text(OWN)
    assert typed == Edits(("db1-4-over-m",), (OWN,))
    assert typed.with_bug("dW2-twice") == Edits(("dW2-twice", "db1-4-over-m"))


def test_ticking_off() -> None:
    edits = Edits(("dW2-twice",), ("db1 = 2/m * sum(dZ1)",))
    assert len(edits) == 2
    assert edits.without_bug("dW2-twice").without_text("db1 = 2/m * sum(dZ1)") == Edits()
