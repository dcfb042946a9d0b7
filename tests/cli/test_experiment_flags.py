"""Flags that cannot be used."""

import pytest

from gradviz.cli import main
from gradviz.network.expressions import FUNCTIONS
from tests.helpers.commands import Captured, refusal


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--epsilon", "-1e-7"], "epsilon is -1e-7; it must be a number from 1e-20 to 1."),
        (["--epsilon=-.5"], "epsilon is -0.5"),
        (["--epsilon", "-inf"], "epsilon is -inf"),
        (["--epsilon", "nan"], "epsilon is NaN"),
        (["--threshold", "0"], "threshold is 0"),
        (["--threshold", "small"], "threshold is 'small'"),
        (["--layers", "-4,5,3,1"], "inputs is -4"),
        (["--layers", "4,5"], "layers is '4,5'; it must be four sizes"),
        (["--layers", ""], "layers is ''"),
        (["--examples", "0"], "examples is 0"),
        (["--seed", "-1"], "seed is -1"),
        (["--seed", "1.5"], "seed is '1.5'"),
        (["--init", "best"], "initialisation is 'best'; it must be one of normal"),
        (["--activation", "x"], "activation is 'x'"),
        (["--cost", "x"], "cost is 'x'; it must be one of textbook, logits"),
        (["--dtype", "float16"], "dtype is 'float16'"),
        (["--data", "mnist"], "data is 'mnist'"),
        (["--data", "iris", "--layers", "5,5,3,1"], "is 5; it must be 4 for data set iris"),
        (["--scheme", "x"], "scheme is 'x'"),
        (["--engine", "fast"], "engine is 'fast'"),
        (["--preset", "none"], "preset is 'none'; it must be one of default"),
        (["--preset", ""], "preset is ''"),
        (["--bug", "dW2-thrice"], "bug 'dW2-thrice' does not exist; gradviz bugs lists them all"),
        (["--bug", "dW2-twice", "--bug", "dW2-sign"], "both replace line dW2"),
        (["--bug", "dW2-twice", "--line", "dW2 = W2"], "dW2 is replaced twice"),
        (["--bug", "dW2-elementwise"], "does not fit"),
        (["--line", "dW2 = __import__('os')"], "line dW2: "),
        (["--line", "dW2 = \x1b[31m\n"], "line dW2: "),
        (["--line", "dW9 = 1"], "no such line"),
        (["--layers", "9000,9000,9,1"], "GiB"),
        (["--epsilon"], "expected one argument (gradviz check --help"),
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["--eps", "1e-5"], "unrecognized arguments: --eps"),
        (["notes.txt"], "unrecognized arguments: notes.txt"),
        (["--x", "3"], "--x can only go with --one-d"),
        (["--curve", "sin"], "--curve can only go with --one-d"),
        (["--one-d", "--layers", "9", "--plot", "a"], "--layers and --plot cannot go with --one-d"),
        (["--one-d", "--x", "nan"], "x is NaN"),
        (["--one-d", "--theta", "-inf"], "theta is -inf"),
        (["--one-d", "--epsilon", "0"], "epsilon is 0"),
        (["--arrays", "a.npz", "--preset", "course"], "--preset cannot go with --arrays"),
        (["--arrays", "a.npz", "--seed", "0", "--data", "xor"], "--seed and --data cannot go with"),
        (["--plot", "a.pdf"], "must end in .svg or .png"),
        (["--plot", ""], "must end in .svg or .png"),
        (["--plot", "/nowhere/a.svg"], "no such file or directory"),
    ],
)  # fmt: skip
def test_nonsense_gets_one_line(capsys: Captured, flags: list[str], words: str) -> None:
    assert words in refusal(capsys, "check", *flags)
    assert "\x1b" not in refusal(capsys, "check", *flags, "--json")


def test_full_goes_with_json_alone(capsys: Captured) -> None:
    assert "--full can only go with --json" in refusal(capsys, "check", "--full")


def test_the_help_says_what_is_taken_where_a_flag_is_not_given(capsys: Captured) -> None:
    for command in ("check", "sweep"):
        assert main([command, "--help"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        for words in (
            "two hidden sizes, n_y (default: 4,5,3,1)",
            "textbook, logits (default: logits)",
            "(default: 1e-7)",
        ):
            assert words in text


def test_the_help_names_the_functions_that_a_line_may_hold(capsys: Captured) -> None:
    assert main(["check", "--help"]) == 0
    received = " ".join(capsys.readouterr().out.split())
    assert f"the functions {', '.join(FUNCTIONS)}" in received
