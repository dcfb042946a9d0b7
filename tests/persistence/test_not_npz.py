"""Files that are no ``.npz``: what each is, and what to do."""

import gzip
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gradviz.persistence.arrays import read_arrays
from gradviz.persistence.files import UnusableFile

W1 = np.arange(6.0).reshape(2, 3)


def _of_zip(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "hello")


def _renamed_npy(path: Path) -> None:
    np.save(path.with_suffix(".npy"), W1)
    path.with_suffix(".npy").rename(path)


FILES: dict[str, Callable[[Path], object]] = {
    "it is empty": lambda path: path.write_bytes(b""),
    "it is a single array, as numpy.save writes it": _renamed_npy,
    "it is a pickle, which is never opened here": lambda p: p.write_bytes(pickle.dumps({"W1": W1})),
    "it is a pickle,": lambda p: p.write_bytes(pickle.dumps({"W1": 1}, protocol=0)),
    "it is text, such as a CSV": lambda path: np.savetxt(path, W1, delimiter=","),
    "it is JSON": lambda path: path.write_text(json.dumps({"W1": W1.tolist()})),
    "it is packed with gzip": lambda path: path.write_bytes(gzip.compress(b"W1")),
    "it is an HDF5 file": lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100)),
    "a damaged or incomplete .npz file": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(40)),
    "it is a zip file without NumPy arrays (it holds a.txt)": lambda p: _of_zip(p, "a.txt"),
    "it is a file of torch.save": lambda p: _of_zip(p, "m/data.pkl", "m/version"),
    "not an .npz file, or a damaged one": lambda path: path.write_bytes(bytes(range(256))),
}


@pytest.mark.parametrize("words", FILES)
def test_what_it_is_and_how_to_save_it(tmp_path: Path, words: str) -> None:
    path = tmp_path / "mine.npz"
    FILES[words](path)
    with pytest.raises(UnusableFile) as refused:
        read_arrays(path)
    said = str(refused.value)
    assert words in said
    assert 'numpy.savez("mine.npz", X=X, Y=Y, **parameters, **gradients)' in said
    assert said.count("\n") == 0


def test_a_letter_that_is_cut_in_two_is_text_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    path.write_text("x" * 1023 + "é", encoding="utf-8")
    with pytest.raises(UnusableFile, match="it is text"):
        read_arrays(path)
