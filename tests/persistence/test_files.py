"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from gradviz.persistence.files import UnusableFile, require_writable, write_atomically, write_text


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "µ")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    usual, written = tmp_path / "usual", tmp_path / "written"
    usual.touch()
    write_atomically(written, b"")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    written.chmod(0o600)
    write_atomically(written, b"")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    require_writable(link)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_was_there_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnusableFile, match=r"a\.txt cannot be written: no space left on device\."):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_places_that_cannot_be_written_are_named_beforehand(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="no such file or directory"):
        require_writable(tmp_path / "none" / "a.svg")
    with pytest.raises(UnusableFile, match="not a plain file"):
        require_writable(tmp_path)
    with pytest.raises(UnusableFile, match="too long"):
        require_writable(tmp_path / ("a" * 300))
    with pytest.raises(UnusableFile, match="cannot be written"):
        require_writable(tmp_path / "a\0b")
    (tmp_path / "file").touch()
    with pytest.raises(UnusableFile, match="cannot be written"):
        require_writable(tmp_path / "file" / "a.svg")


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    require_writable(tmp_path / "a.svg")
    assert os.listdir(tmp_path) == []
