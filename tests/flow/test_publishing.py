"""The published files: replaced whole, mended, and not emptied by mistake."""

import gzip
import sqlite3
from contextlib import closing

from wiring import Wire

from aggregator.core.twins import has_twins, holds
from aggregator.demo import Origin


def test_the_twins_of_every_file_hold_the_same_bytes(wire: Wire) -> None:
    wire("once")
    files = wire.files()
    plain = [name for name in files if has_twins(name)]
    assert plain
    for name in plain:
        assert gzip.decompress(files[f"{name}.gz"]) == files[name]
        assert holds(files[f"{name}.br"], "br", files[name])


def test_a_spoiled_or_missing_twin_is_mended(wire: Wire) -> None:
    wire("once")
    before = wire.files()
    (wire.out / "the-latest.atom.gz").write_bytes(b"junk")
    (wire.out / "the-latest.atom.br").write_bytes(b"junk")
    (wire.out / "retail.atom.gz").unlink()
    (wire.out / "retail.atom.br").unlink()
    assert wire.json("publish")["published"] == []
    assert wire.files() == before


def test_what_a_killed_publisher_left_beside_is_cleared(wire: Wire, origin: Origin) -> None:
    wire("once")
    (wire.out / ".the-latest.atom.new").write_bytes(b"half a feed")
    origin.advance(3)
    wire("once", "--force")
    assert not list(wire.out.glob(".*"))


def test_a_lost_store_does_not_empty_what_stands(wire: Wire, origin: Origin) -> None:
    wire("once")
    before = wire.files()
    (wire.home / "store.sqlite3").unlink()
    wire.config.write_text(wire.config.read_text().replace(origin.url, "http://127.0.0.1:9"))
    report = wire.json("once")
    assert "the-latest" in report["refused"]
    assert "knows nothing of" in report["reasons"]["the-latest"]
    assert wire.files() == before
    assert wire.json("once", "--force")["refused"] == report["refused"]
    accept = [word for output in report["refused"] for word in ("--accept", output)]
    assert wire.json("publish", *accept)["refused"] == []
    assert wire.files() != before


def test_a_loss_that_nothing_explains_is_refused(wire: Wire) -> None:
    wire("once")
    before = wire.files()
    with closing(sqlite3.connect(wire.home / "store.sqlite3")) as store, store:
        store.execute("DELETE FROM stories")
    report = wire.json("publish")
    assert "the-latest" in report["refused"]
    assert "nothing explains" in report["reasons"]["the-latest"]
    assert wire.files() == before
