"""Our own network down, as an operator meets it."""

from wiring import Wire, site

FEED = b"""<rss version="2.0"><channel><title>Gazette</title><item><guid>1</guid>
<link>https://gazette.example/1</link><title>Pearls found</title></item></channel></rss>"""
CONFIG = """site: {{contact: ops@wire.example}}
network: {{allow: [127.0.0.0/8], per_host: {{spacing: 0s}}}}
feeds:
{feeds}
outputs: [{{id: the-latest, title: The Latest}}]
"""


def follow(wire: Wire, *urls: str) -> None:
    feeds = "\n".join(
        f"  - {{id: feed-{n}, url: '{url}', every: 1h}}" for n, url in enumerate(urls)
    )
    wire.config.write_text(CONFIG.format(feeds=feeds))


def dead(number: int) -> list[str]:
    """Feeds of so many hosts at which nobody listens."""
    return [f"http://127.9.0.{host + 1}:9/feed" for host in range(number)]


def test_the_rest_of_a_round_is_not_asked_when_all_is_silent(empty: Wire) -> None:
    follow(empty, *dead(80))
    report = empty.json("once")
    assert report["down_since_at"]
    assert 16 <= report["feeds"] < 80
    assert report["waiting"] == 80 - report["feeds"]
    status = empty.json("status")
    assert [feed["failures"] for feed in status["feeds"]] == [0] * 80
    assert status["network"]["down_since_at"] == report["down_since_at"].replace("+00:00", "Z")
    assert all(feed["next_fetch_at"] for feed in status["feeds"])


def test_it_is_said_once_and_rounds_rest_until_the_probe(empty: Wire) -> None:
    follow(empty, *dead(4))
    assert empty("once") == 0
    assert "our own network seems to be down: 4 of 4 sites did not answer" in empty.said
    assert "connection refused" not in empty.said
    assert empty("once") == 0
    assert "0 feeds asked" in empty.printed
    assert "seems to be down" not in empty.said
    assert empty("status") == 0
    assert "down" in empty.printed.splitlines()[0]


def test_whoever_forces_a_round_finds_out_that_it_is_over(empty: Wire) -> None:
    follow(empty, *dead(4))
    empty("once")
    with site({"/feed": FEED}) as base:
        follow(empty, *dead(3), f"{base}/feed")
        assert empty("once", "--force") == 0
        assert "our network is back" in empty.said
    failures = {feed["id"]: feed["failures"] for feed in empty.json("status")["feeds"]}
    assert failures == {"feed-0": 1, "feed-1": 1, "feed-2": 1, "feed-3": 0}
    assert empty.json("status")["network"]["down_since_at"] is None
