"""feeds.yaml with one feed more: every other byte of it stays."""

from ruamel.yaml.comments import CommentedSeq

from aggregator.core.config.places import read_yaml
from aggregator.errors import ConfigError, Problem


def with_feed(text: str, file: str, fields: tuple[tuple[str, str], ...]) -> str:
    """Append a feed to the block list under `feeds:`; raises `ConfigError` where there is none.

    Fields are written as given, so values have to be YAML scalars already.
    """
    feeds = read_yaml(text, file).get("feeds")
    if not isinstance(feeds, CommentedSeq) or not feeds or feeds.fa.flow_style():
        message = "no list of feeds with an item on a line of its own; expected one to append to"
        raise ConfigError((Problem(file=file, line=1, column=1, message=message),))
    lines = text.splitlines(keepends=True)
    last_line, column = feeds.lc.item(len(feeds) - 1)
    dash = lines[last_line].rindex("-", 0, column)
    end = _end_of_item(lines, last_line, dash)
    indent = " " * dash
    body = [f"{name}: {value}\n" for name, value in fields]
    added = [f"{indent}- {body[0]}", *(f"{indent}  {line}" for line in body[1:])]
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join([*lines[:end], *added, *lines[end:]])


def _end_of_item(lines: list[str], first: int, dash: int) -> int:
    """The line after an item's last: blank lines and comments behind it are not its own."""
    end = first + 1
    for number in range(first + 1, len(lines)):
        text = lines[number].strip()
        if not text or text.startswith("#"):
            continue
        if len(lines[number]) - len(lines[number].lstrip()) <= dash:
            break
        end = number + 1
    return end
