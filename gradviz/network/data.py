"""The data a network is checked on: the reference exercise's, generated sets, real sets.

Columns are examples, as in the exercise. A generated set draws its examples one after the
other, and a real set has one seeded order, so example j is the same whatever m is. The
reference set alone is different: the exercise fills X row by row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gradviz.resources import resource_path

Floats = NDArray[np.float64]

MAX_GENERATED = 10_000  # examples; 10,000 columns of a few hundred features are tens of MB


@dataclass(frozen=True)
class DataSet:
    """What can be known of a data set before it is made.

    Attributes
    ----------
    name
        The word for it on the command line and in a session file.
    title
        The words for it in the window.
    sentence
        One line on what it holds.
    n_x
        Its number of features, or None where any number will do.
    max_examples
        The most examples it can give.
    """

    name: str
    title: str
    sentence: str
    n_x: int | None
    max_examples: int


DATA_SETS: dict[str, DataSet] = {
    data_set.name: data_set
    for data_set in (
        DataSet(
            "reference",
            "Reference exercise",
            "The draws of the deeplearning.ai exercise: normal features, labels 1 1 0 1 1 0 …",
            None,
            MAX_GENERATED,
        ),
        DataSet(
            "gaussian",
            "Gaussian",
            "Normal features, and labels by the toss of a coin: nothing to learn.",
            None,
            MAX_GENERATED,
        ),
        DataSet(
            "xor",
            "XOR",
            "Four clouds at the corners of a square; opposite corners share a label.",
            2,
            MAX_GENERATED,
        ),
        DataSet("circles", "Circles", "A ring inside a larger ring.", 2, MAX_GENERATED),
        DataSet("moons", "Moons", "Two half rings that reach into each other.", 2, MAX_GENERATED),
        DataSet(
            "breast-cancer",
            "Breast cancer",
            "30 measurements of the cell nuclei in 569 biopsies: malignant (1) or benign (0).",
            30,
            569,
        ),
        DataSet(
            "iris",
            "Iris",
            "4 measurements of 100 iris flowers: virginica (1) or versicolor (0).",
            4,
            100,
        ),
        DataSet(
            "digits",
            "Digits",
            "1,797 handwritten digits as 8x8 pixels: odd (1) or even (0).",
            64,
            1797,
        ),
    )
}


def reference_data(rng: np.random.RandomState, n_x: int, n_y: int, m: int) -> tuple[Floats, Floats]:
    """Draw the data of the reference exercise.

    Parameters
    ----------
    rng
        NumPy's legacy generator, seeded with 1 in the exercise. It is left where the exercise
        goes on to draw W1, b1, W2 ...
    n_x, n_y, m
        Numbers of features, of outputs and of examples.

    Returns
    -------
    X : (n_x, m) float64
        Standard normal.
    Y : (n_y, m) float64
        The labels 1, 1, 0 over and over, which take no draw. Row k is the first row moved k
        examples on, so that up to three outputs all learn different things.
    """
    x = rng.randn(n_x, m)
    pattern = np.array([1.0, 1.0, 0.0])
    outputs, examples = np.arange(n_y)[:, np.newaxis], np.arange(m)
    return x, pattern[(examples - outputs) % len(pattern)]


def make_data(name: str, n_x: int, n_y: int, m: int, seed: int) -> tuple[Floats, Floats]:
    """Make the data of an experiment.

    Features have mean 0 and standard deviation 1: those of a real set over the whole set,
    those of a generated set by its distribution, so both hold for a single example too. From
    two examples on, both classes are there (but for ``reference``, whose labels are fixed).

    Parameters
    ----------
    name
        A key of `DATA_SETS`.
    n_x, n_y, m
        Numbers of features, of outputs and of examples.
    seed
        0 or more; the same seed makes the same data.

    Returns
    -------
    X : (n_x, m) float64
        The features.
    Y : (n_y, m) float64
        The labels, 0 or 1. Where the set has one label an example, the even rows hold it and
        the odd rows its complement.

    Raises
    ------
    ValueError
        If there is no such set, or it cannot have these sizes.
    FileNotFoundError
        If the program was installed without its data.
    """
    _refuse_misuse(name, n_x, n_y, m)
    if name == "reference":
        return reference_data(np.random.RandomState(seed), n_x, n_y, m)
    rng = np.random.default_rng([seed, 0])
    if name in _TOYS:
        x, label = _TOYS[name](rng, m)
    elif name == "gaussian":
        x, label = _gaussian(rng, n_x, m)
    else:
        x, label = _sample(rng, name, m)
    return np.ascontiguousarray(x), _label_rows(label, n_y)


def _refuse_misuse(name: str, n_x: int, n_y: int, m: int) -> None:
    if name not in DATA_SETS:
        raise ValueError(f"no data set is called {name!r}; there are {', '.join(DATA_SETS)}")
    chosen = DATA_SETS[name]
    if n_x < 1 or n_y < 1 or m < 1:
        raise ValueError(f"n_x, n_y and m must be at least 1, not {n_x}, {n_y} and {m}")
    if chosen.n_x not in (None, n_x):
        raise ValueError(f"data set {name} has {chosen.n_x} features, not {n_x}")
    if m > chosen.max_examples:
        raise ValueError(f"data set {name} has {chosen.max_examples:,} examples, not {m:,}")


def _label_rows(label: Floats, n_y: int) -> Floats:
    """Return Y (n_y, m): the label (m,) in even rows, its complement in odd ones."""
    odd = np.arange(n_y)[:, np.newaxis] % 2
    return np.where(odd, 1 - label, label)


def _toss(normal: Floats) -> Floats:
    """Return fair coins (m,) from normal draws (m,), the second one unlike the first.

    A check on one class alone sees less of the network, so a sample of two has both.
    """
    coin = (normal > 0).astype(np.float64)
    coin[1:2] = 1 - coin[0]
    return coin


def _gaussian(rng: np.random.Generator, n_x: int, m: int) -> tuple[Floats, Floats]:
    draws = rng.standard_normal((m, n_x + 1)).T  # a row an example: see the module's docstring
    return draws[:-1], _toss(draws[-1])


XOR_NOISE = 0.3


def _xor(rng: np.random.Generator, m: int) -> tuple[Floats, Floats]:
    """Return clouds around the corners (±1, ±1), label 1 where the signs differ.

    A feature's variance is 1, of the corners, and the noise's.
    """
    toss, side, *noise = rng.standard_normal((m, 4)).T
    label = _toss(toss)
    first = np.where(side > 0, 1.0, -1.0)
    corners = np.array([first, np.where(label == 1, -first, first)])
    return (corners + XOR_NOISE * np.array(noise)) / np.sqrt(1 + XOR_NOISE**2), label


CIRCLES_NOISE = 0.1
INNER_RADIUS = 0.5  # the outer ring's is 1


def _circles(rng: np.random.Generator, m: int) -> tuple[Floats, Floats]:
    """Return two rings about the origin, label 1 on the inner one.

    The shape of scikit-learn's ``make_circles``. A ring of radius r has variance r²/2 in each
    feature; the two rings are equally likely.
    """
    toss, along, across, *noise = rng.standard_normal((m, 5)).T
    label = _toss(toss)
    angle = np.arctan2(along, across)  # of two normal draws: uniform over the circle
    radius = np.where(label == 1, INNER_RADIUS, 1.0)
    x = radius * np.array([np.cos(angle), np.sin(angle)]) + CIRCLES_NOISE * np.array(noise)
    return x / np.sqrt((1 + INNER_RADIUS**2) / 4 + CIRCLES_NOISE**2), label


MOONS_NOISE = 0.1


def _moons(rng: np.random.Generator, m: int) -> tuple[Floats, Floats]:
    """Return two half rings, label 1 on the lower one.

    The shape of scikit-learn's ``make_moons``: (cos t, sin t) and (1 - cos t, 1/2 - sin t), with
    t uniform from 0 to pi. Over both moons, the first feature has mean 1/2 and variance 3/4,
    the second mean 1/4 and variance 9/16 - 1/pi.
    """
    toss, along, across, *noise = rng.standard_normal((m, 5)).T
    label = _toss(toss)
    angle = np.abs(np.arctan2(along, across))
    upper = np.array([np.cos(angle), np.sin(angle)])
    lower = np.array([[1.0], [0.5]]) - upper
    x = np.where(label == 1, lower, upper) + MOONS_NOISE * np.array(noise)
    mean = np.array([[1 / 2], [1 / 4]])
    variance = np.array([[3 / 4], [9 / 16 - 1 / np.pi]])
    return (x - mean) / np.sqrt(variance + MOONS_NOISE**2), label


_TOYS: dict[str, Callable[[np.random.Generator, int], tuple[Floats, Floats]]] = {
    "xor": _xor,
    "circles": _circles,
    "moons": _moons,
}


@cache
def load_real(name: str) -> tuple[Floats, Floats]:
    """Load a real set whole, standardised.

    Parameters
    ----------
    name
        ``breast-cancer``, ``iris`` or ``digits``; sources in ``resources/data/README.md``.

    Returns
    -------
    X : (n_x, examples) float64, read-only
        Each feature has mean 0 and standard deviation 1 over the set; a feature that never
        changes (three pixels of the digits) is 0. A pixel that is set in a single image
        comes out as large as 42.
    label : (examples,) float64, read-only
        0 or 1.

    Raises
    ------
    FileNotFoundError
        If the program was installed without its data.
    """
    path = resource_path("data", f"{name}.csv")
    table = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float64, encoding="utf-8")
    x, label = _standardised(table[:, :-1].T), table[:, -1].copy()
    x.flags.writeable = label.flags.writeable = False
    return x, label


def _standardised(raw: Floats) -> Floats:
    """Return features (n_x, m) with mean 0 and standard deviation 1 over the columns.

    A constant feature is known by its range: the mean of equal numbers may be off by a rounding
    error, and dividing that by its own deviation would make a feature of noise.
    """
    constant = np.ptp(raw, axis=1, keepdims=True) == 0
    deviation = np.where(constant, 1.0, raw.std(axis=1, keepdims=True))
    centred = np.where(constant, 0.0, raw - raw.mean(axis=1, keepdims=True))
    return np.ascontiguousarray(centred / deviation)


def _sample(rng: np.random.Generator, name: str, m: int) -> tuple[Floats, Floats]:
    """Return m examples of a real set, drawn without replacement.

    They are the first m of one seeded order of the whole set. Its second place goes to the
    first example that is of another class than the one before.
    """
    x, label = load_real(name)
    order = rng.permutation(len(label))
    other = int(np.argmax(label[order] != label[order[0]]))
    order[1], order[other] = order[other], order[1]
    return x[:, order[:m]], label[order[:m]]
