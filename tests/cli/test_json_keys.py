"""The keys of --json: what the help and resources/JSON.md name is what is printed."""

import json
from pathlib import Path

import numpy as np
import pytest

from gradviz.cli import main
from gradviz.cli.json_keys import CHECK_KEYS, FULL_KEYS, SWEEP_KEYS
from gradviz.resources import resource_path
from gradviz.subjects.network import NetworkSubject

EXPLAINED = resource_path("JSON.md").read_text(encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    main(list(arguments))
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def a_file(folder: Path) -> str:
    """Write given gradients, one of them wrong, and a key that is not understood."""
    network = NetworkSubject().draw()
    grad, _ = network.gradients(NetworkSubject().program)
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays |= {f"d{name}": each for name, each in network.layout.to_arrays(grad).items()}
    arrays["dW2"] = 2 * arrays["dW2"]
    path = folder / "given.npz"
    arrays["gamma"] = np.array(0.9)
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return str(path)


def test_every_key_of_a_check_is_named_and_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    checks = [
        (),
        ("--preset", "course-bugs"),
        ("--preset", "course"),
        ("--preset", "kink"),
        ("--preset", "float32"),
        ("--arrays", a_file(tmp_path)),
    ]
    seen = {key for flags in checks for key in printed(capsys, "check", *flags, "--json")}
    assert seen <= set(CHECK_KEYS)
    assert {"second_opinion", "diagnosis", "remedy", "stated", "not_understood"} <= seen
    full = printed(capsys, "check", "--json", "--full")
    assert set(full) - set(CHECK_KEYS) == set(FULL_KEYS)
    assert all(f"`{key}`" in EXPLAINED for key in (*CHECK_KEYS, *FULL_KEYS))


def test_every_key_of_a_sweep_is_named_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--points", "1", "--json", "--compare", "cost")
    found = printed(capsys, "sweep", "--preset", "course", *flags)
    assert set(found) <= set(SWEEP_KEYS)
    assert all(f"`{key}`" in EXPLAINED for key in SWEEP_KEYS)


@pytest.mark.parametrize(("command", "keys"), [("check", CHECK_KEYS), ("sweep", SWEEP_KEYS)])
def test_the_help_names_them(
    command: str, keys: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    words = capsys.readouterr().out.replace(",", " ").replace(".", " ").split()
    assert set(keys) <= set(words)
