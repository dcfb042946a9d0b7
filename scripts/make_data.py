"""Make the real data sets in resources/data from scikit-learn, or check the stored ones.

    python scripts/make_data.py            write the files
    python scripts/make_data.py --check    compare the stored files; exit status 1 if they differ

scikit-learn is needed here alone (a development dependency): the program reads plain text.
Features are stored raw, as published; `gradviz.network.data` standardises them when it loads.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "resources" / "data"

Row = Sequence[float]


def breast_cancer() -> tuple[list[str], list[Row], list[int]]:
    """Return feature names, rows and labels (1 = malignant) of the 569 biopsies."""
    from sklearn.datasets import load_breast_cancer

    source = load_breast_cancer()
    # scikit-learn codes malignant as 0; the one to be found is the positive class here.
    labels = [1 - int(target) for target in source.target]
    return [str(name) for name in source.feature_names], source.data.tolist(), labels


def iris() -> tuple[list[str], list[Row], list[int]]:
    """Return feature names, rows and labels (1 = virginica) of two of the three species.

    Versicolor against virginica, because these two overlap. Setosa can be cut off by a line: a
    network that is trained on it saturates its sigmoid, and a gradient check on a saturated
    network compares zeros with rounding errors.
    """
    from sklearn.datasets import load_iris

    source = load_iris()
    kept = [index for index, target in enumerate(source.target) if target in (1, 2)]
    rows = [source.data[index].tolist() for index in kept]
    return list(source.feature_names), rows, [int(source.target[index]) - 1 for index in kept]


def digits() -> tuple[list[str], list[Row], list[int]]:
    """Return pixel names, rows (0 to 16) and labels (1 = odd digit) of the 1,797 images.

    Odd against even keeps all images, is balanced (906 are odd), and no line through the pixels
    separates the two, so the hidden layers have work to do.
    """
    from sklearn.datasets import load_digits

    source = load_digits()
    names = [f"pixel {row} {column}" for row in range(8) for column in range(8)]
    return names, source.data.tolist(), [int(target) % 2 for target in source.target]


SETS: dict[str, Callable[[], tuple[list[str], list[Row], list[int]]]] = {
    "breast-cancer.csv": breast_cancer,
    "iris.csv": iris,
    "digits.csv": digits,
}


def as_csv(names: Sequence[str], rows: Iterable[Row], labels: Iterable[int]) -> str:
    """Return one header line and one line an example, features first and the label last."""
    lines = [",".join([*names, "label"])]
    for row, label in zip(rows, labels, strict=True):
        # The shortest text that reads back as the same float64, without a trailing ".0".
        values = [repr(float(value)).removesuffix(".0") for value in row]
        lines.append(",".join([*values, str(label)]))
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check every set; return the exit status."""
    parser = argparse.ArgumentParser(description="Make the real data sets from scikit-learn.")
    parser.add_argument("--check", action="store_true", help="compare the stored files only")
    check = parser.parse_args(argv).check
    status = 0
    for file_name, make in SETS.items():
        path = DATA / file_name
        text = as_csv(*make())
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{file_name}: written, {len(text):,} characters")
        elif path.is_file() and path.read_text(encoding="utf-8") == text:
            print(f"{file_name}: as scikit-learn has it")
        else:
            print(f"{file_name}: differs from what scikit-learn has", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
