"""Secrets of feeds.yaml, through the commands: taken from the environment, printed by none."""

import json
from collections.abc import Iterator

import pytest
from wiring import Wire

FILE = """\
site: {contact: ops@wire.example}
feeds:
  - id: open
    url: http://a.example/feed
    headers: {X-Key: "${WIRE_KEY}", Accept-Language: de}
    user_agent: "${WIRE_AGENT}"
    auth: {user: "${WIRE_USER}", password: "${WIRE_PASSWORD}"}
    proxy: http://us:${WIRE_PROXY}@proxy.example:3128
  - id: closed
    url: https://b.example/feed
    auth: {user: "${WIRE_USER}", password: "${WIRE_PASSWORD}"}
outputs:
  - {id: the-latest, title: The Latest}
"""
NAMES = ("WIRE_KEY", "WIRE_AGENT", "WIRE_USER", "WIRE_PASSWORD", "WIRE_PROXY")


@pytest.fixture
def private(empty: Wire, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A wire whose feeds take secrets from the environment, where each begins with `hunter`."""
    for name in NAMES:
        monkeypatch.setenv(name, f"hunter-{name[5:].lower()}")
    empty.config.write_text(FILE)
    return empty


def test_check_tells_what_goes_in_clear(private: Wire) -> None:
    assert private("check") == 0
    assert private.said.splitlines() == [
        f"{private.config}: feed open sends its login over plain http",
        f"{private.config}: feed open sends its header X-Key over plain http",
    ]
    assert private.printed == f"{private.config}: 2 feeds, 1 outputs, no errors\n"


@pytest.mark.parametrize(
    "words",
    [("check",), ("schema",), ("opml", "export"), ("status",), ("publish",), ("once", "--json")],
)
def test_no_command_prints_a_secret(private: Wire, words: tuple[str, ...]) -> None:
    text = FILE
    for name in ("a.example", "b.example", "proxy.example:3128"):
        text = text.replace(name, "127.0.0.1:9")
    private.config.write_text(text)
    private(*words)
    assert "hunter" not in private.printed + private.said
    assert private.printed or words in {("status",), ("publish",)}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_environment_lacks_is_told_by_line(
    private: Wire, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    assert private("check") == 2
    at = [line for line, text in enumerate(FILE.splitlines(), 1) if name in text]
    errors = private.said.splitlines()
    assert [int(error.split(":")[1]) for error in errors] == at
    assert all(error.count(f"${{{name}}} is not set in the environment") for error in errors)
    assert "hunter" not in private.said


def test_an_address_that_is_written_otherwise_is_followed_already(private: Wire) -> None:
    (private.home / "new.opml").write_text(
        '<opml><body><outline text="One" xmlUrl="https://B.example:443/feed"/>'
        '<outline text="Two" xmlUrl="https://c.example"/>'
        '<outline text="Two" xmlUrl="https://C.example/"/></body></opml>'
    )
    assert private("opml", "import", str(private.home / "new.opml")) == 0, private.said
    assert private.printed == f"{private.config}: added two, https://c.example\n"
    assert [line.split(": ")[1] for line in private.said.splitlines()] == ["followed already"] * 2
    assert private("check") == 0


def test_the_schema_is_json(private: Wire) -> None:
    assert private("schema") == 0
    assert "AuthShape" in json.loads(private.printed)["$defs"]
