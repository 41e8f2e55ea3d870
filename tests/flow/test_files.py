"""The folder of published files: each file and its twins are of one version."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.core.twins import SUFFIXES, holds
from aggregator.publish.files import Files

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NAMES = ["x.atom", "x.atom.br", "x.atom.gz"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_of_one_version(folder: Path, body: bytes) -> bool:
    twins = {coding: folder / f"x.atom{suffix}" for coding, suffix in SUFFIXES.items()}
    return (folder / "x.atom").read_bytes() == body and all(
        holds(twin.read_bytes(), coding, body) for coding, twin in twins.items()
    )


def test_a_file_comes_with_its_twins_and_one_date(tmp_path: Path) -> None:
    assert Files(tmp_path).write("x.atom", b"<feed/>", NOON)
    assert names(tmp_path) == NAMES
    assert is_of_one_version(tmp_path, b"<feed/>")
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {NOON.timestamp()}


def test_what_stands_already_is_left_alone(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("x.atom", b"<feed/>", NOON)
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert not files.write("x.atom", b"<feed/>", LATER)
    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("suffix", SUFFIXES.values())
def test_a_mended_twin_is_no_news_and_bears_the_date_of_its_file(
    tmp_path: Path, suffix: str
) -> None:
    files = Files(tmp_path)
    files.write("x.atom", b"<feed/>", NOON)
    (tmp_path / f"x.atom{suffix}").write_bytes(b"spoiled")
    assert not files.write("x.atom", b"<feed/>", LATER)
    assert is_of_one_version(tmp_path, b"<feed/>")
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {NOON.timestamp()}


def test_what_could_not_be_replaced_is_still_news_the_next_time(tmp_path: Path) -> None:
    files = Files(tmp_path)
    (tmp_path / "x.atom").mkdir()
    with pytest.raises(OSError, match=r"x\.atom"):
        files.write("x.atom", b"<feed/>", NOON)
    assert not list(tmp_path.glob(".*"))
    (tmp_path / "x.atom").rmdir()
    assert files.write("x.atom", b"<feed/>", NOON)
    assert is_of_one_version(tmp_path, b"<feed/>")


def test_a_file_that_cannot_be_written_replaces_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("x.atom", b"<feed/>", NOON)
    (tmp_path / ".x.atom.new").mkdir()
    with pytest.raises(OSError, match=r"x\.atom"):
        files.write("x.atom", b"<feed>2</feed>", LATER)
    assert is_of_one_version(tmp_path, b"<feed/>")


def test_a_file_goes_with_its_twins(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("x.atom", b"<feed/>", NOON)
    files.write("y.atom", b"<feed/>", NOON)
    assert files.remove("x.atom")
    assert names(tmp_path) == ["y.atom", "y.atom.br", "y.atom.gz"]
    assert not files.remove("x.atom")


def test_twins_that_a_killed_removal_left_go_too(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("x.atom", b"<feed/>", NOON)
    (tmp_path / "x.atom").unlink()
    assert not files.remove("x.atom")
    assert names(tmp_path) == []


def test_pictures_and_markers_have_no_twins(tmp_path: Path) -> None:
    files = Files(tmp_path)
    for name in ("icon.png", "x.archive-1.gone", "_headers"):
        files.write(name, b"", NOON)
    assert names(tmp_path) == ["_headers", "icon.png", "x.archive-1.gone"]
