"""What ships with the program is found, in a checkout and in a wheel, and says whose it is."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from gradviz import resources
from gradviz.resources import resource_path

ICONS = (
    *("bug", "cancel", "check", "clear", "copy", "dark", "dice", "down", "fail", "help"),
    *("inconclusive", "light", "open", "pass", "presenter", "redo", "reset", "right", "save"),
    *("search", "undo", "warning", "zoom_in", "zoom_out"),
)


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert resource_path("data", "iris.csv").is_file()
    assert resource_path().is_dir()


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, beside = tmp_path / "gradviz" / "_resources", tmp_path / "resources"
    inside.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PLACES", (inside, beside))
    assert resource_path("icons", "bug.svg") == inside / "icons" / "bug.svg"
    beside.mkdir()
    assert resource_path() == inside


def test_a_broken_install_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PLACES", (tmp_path / "here", tmp_path / "there"))
    with pytest.raises(FileNotFoundError, match="install it again") as error:
        resource_path("data")
    assert "here" in str(error.value)
    assert "there" in str(error.value)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("data", "README.md"), ["Wolberg", "Fisher", "Alpaydin", "Kaynak", "CC BY 4.0"]),
        (("data", "LICENSE-scikit-learn.txt"), ["BSD 3-Clause", "The scikit-learn developers"]),
        (("palettes", "README.md"), ["Nuñez", "CC0", "Kovesi", "CC BY 4.0"]),
        (("fonts", "LICENSE.txt"), ["Bitstream", "Tavmjong Bah", "Permission is hereby granted"]),
        (("fonts", "README.md"), ["DejaVu", "LICENSE.txt"]),
        (("icons", "README.md"), ["Drawn for this program"]),
    ],
)
def test_sources_and_licences_are_shipped(parts: tuple[str, ...], words: list[str]) -> None:
    text = resource_path(*parts).read_text(encoding="utf-8")
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("folder", ["data", "fonts", "icons", "palettes"])
def test_every_file_is_accounted_for(folder: str) -> None:
    known = {
        "data": {"breast-cancer.csv", "digits.csv", "iris.csv", "LICENSE-scikit-learn.txt"},
        "fonts": {"DejaVuSans.ttf", "DejaVuSansMono.ttf", "LICENSE.txt"},
        "icons": {"gradviz.svg", *(f"{name}.svg" for name in ICONS)},
        "palettes": {"cividis.csv", "cet-d1.csv", "looks.json"},
    }
    names = {path.name for path in resource_path(folder).iterdir()}
    assert names == known[folder] | {"README.md"}


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_has_one_colour_that_can_be_replaced(name: str) -> None:
    text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.get("viewBox") == "0 0 24 24"
    colours = {
        element.get(attribute)
        for element in root.iter()
        for attribute in ("fill", "stroke", "color", "style")
    }
    assert colours == {"currentColor", "none", None} or colours == {"currentColor", "none"}


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSansMono.ttf"])
def test_a_font_is_a_truetype_file(name: str) -> None:
    assert resource_path("fonts", name).read_bytes()[:4] == b"\x00\x01\x00\x00"
