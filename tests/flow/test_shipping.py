"""What is shipped works where it is not a checkout: the wheel, the unit, the cron line, compose."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from wiring import ROOT, Wire

from aggregator.cli.parser import parser
from aggregator.demo import Origin, feeds_yaml


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, unpacked as an installer would, with nothing of the checkout beside."""
    made = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(made), str(ROOT)],
        check=True,
    )
    installed = made / "installed"
    subprocess.run(
        [*pip, "install", "-q", "--no-deps", "--no-index", "--target", str(installed),
         *map(str, made.glob("*.whl"))],
        check=True,
    )  # fmt: skip
    return installed


def test_the_wheel_runs_a_round_in_an_empty_directory(
    wheel: Path, tmp_path: Path, origin: Origin
) -> None:
    (tmp_path / "feeds.yaml").write_text(feeds_yaml(origin.url), encoding="utf-8")
    run = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(wheel)}, "text": True}
    where = subprocess.run(
        [sys.executable, "-c", "import aggregator; print(aggregator.__file__)"],
        capture_output=True, check=True, **run,
    )  # fmt: skip
    assert str(wheel) in where.stdout
    done = subprocess.run(
        [sys.executable, "-m", "aggregator", "once", "--json"],
        capture_output=True, check=False, **run,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "db" / "aggregator.sqlite3").is_file()
    assert (tmp_path / "public" / "the-latest.atom").is_file()
    assert (tmp_path / "public" / "index.html").is_file()


def test_the_wheel_carries_migrations_and_words_but_no_tests(wheel: Path) -> None:
    assert (wheel / "aggregator" / "_db" / "env.py").is_file()
    assert {path.name for path in (wheel / "aggregator" / "_db").iterdir()} - {"__pycache__"} == {
        "env.py",
        "script.py.mako",
        "versions",
    }
    assert (wheel / "aggregator" / "lexicon.toml").is_file()
    assert not (wheel / "tests").exists()
    assert sorted(path.name for path in (wheel / "bin").iterdir()) == ["aggregator"]


def shipped_command(text: str) -> list[str]:
    found = re.search(r"/opt/jewelwire/bin/aggregator ([^>\n]+)", text)
    assert found
    return shlex.split(found[1])


def test_the_cron_line_is_a_command_that_we_run(wire: Wire) -> None:
    words = shipped_command((ROOT / "deploy" / "jewelwire.cron").read_text())
    assert wire(*words) == 0, wire.said
    assert (wire.out / "the-latest.atom").is_file()


def test_the_unit_and_the_container_name_a_command_that_there_is() -> None:
    unit = shipped_command((ROOT / "deploy" / "jewelwire.service").read_text())
    image = re.search(r"^CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    compose = re.search(r"command: (\[.+\])", (ROOT / "docker-compose.yml").read_text())
    assert image
    assert compose
    assert image[1] == compose[1]
    for words in (unit, re.findall(r'"([^"]+)"', image[1])[1:]):
        told = parser().parse_args(words)
        assert (told.listen[1], told.ops) == (8000, ("127.0.0.1", 8001))


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="no docker-compose here")
def test_compose_accepts_the_file() -> None:
    done = subprocess.run(
        ["docker-compose", "-f", str(ROOT / "docker-compose.yml"), "config", "-q"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_shipped_feeds_yaml_is_right(empty: Wire) -> None:
    shutil.copy(ROOT / "feeds.yaml", empty.config)
    assert empty("check") == 0, empty.said
    told = empty.config.read_text()
    topics = ("brand-news", "retail", "auctions", "sponsored")
    for output in ("the-latest", *topics, "upcoming-auctions", "everything"):
        assert f"id: {output}" in told


def test_pins_name_no_index_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--index|--find-links|-i ", text)
