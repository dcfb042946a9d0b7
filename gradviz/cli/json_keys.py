"""The keys of what ``--json`` prints, as ``--help`` names them; resources/JSON.md explains them."""

from textwrap import fill

WIDTH = 80
CHECK_KEYS = (
    *("verdict", "reason", "difference", "threshold", "epsilon", "scheme", "engine", "dtype"),
    *("cost", "parameters", "seconds", "computed", "sample", "noise_floor", "truncation", "noise"),
    *("suggested_epsilon", "suggested_difference", "wrong_arrays", "remedy", "second_opinion"),
    *(
        "taylor",
        "coverage",
        "kinks",
        "bugs",
        "edited_lines",
        "stated",
        "lambd",
        "not_understood",
        "arrays",
    ),
    *(
        "assumed",
        "lines",
        "resolution",
        "diagnosis",
        "possible",
        "undecidable",
        "carries_mean",
        "problem",
    ),
)
FULL_KEYS = ("grad", "gradapprox", "expected_error", "cause")
SWEEP_KEYS = (
    *("scheme", "epsilon", "threshold", "dtype", "cost_form", "parameters", "seconds", "bugs"),
    *("edited_lines", "computed", "sample", "best_epsilon", "epsilons", "differences"),
    *(
        "noise_floor",
        "truncation",
        "crossed",
        "second_opinion",
        "arrays",
        "schemes",
        "compare",
        "problem",
    ),
)


def named(keys: tuple[str, ...], full: tuple[str, ...] = ()) -> str:
    """Return keys as sentences of a help text, in lines that fit a terminal."""
    text = f"Keys of --json, where they apply: {', '.join(keys)}."
    if full:
        text += f" With --full also {', '.join(full)}."
    return fill(text, WIDTH, break_on_hyphens=False)
