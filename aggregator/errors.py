"""What we raise. What the world may do is a value instead (`model.FetchOutcome`).

AggregatorError
├── ConfigError        feeds.yaml is wrong; carries every problem, each with its line
├── UsageError         the command asks for what cannot be
├── RoundRunning       another round holds the lock; exit code 75
├── StoreError         the database is not there, or not ours; the driver's error is the cause
└── PublishError       a file cannot be written; those that stand keep being served
"""

from aggregator.model import value


class AggregatorError(Exception):
    """The root: everything we raise on purpose."""


@value
class Problem:
    """One thing wrong in a file. Line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ConfigError(AggregatorError):
    """feeds.yaml cannot be used; `problems` names each line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UsageError(AggregatorError):
    """The command asks for what cannot be; the message says what can."""


class RoundRunning(AggregatorError):  # noqa: N818 - a state of affairs, as in the glossary
    """Another round is at work on this store."""


class StoreError(AggregatorError):
    """The database cannot be used; `__cause__` is the driver's own error."""


class PublishError(AggregatorError):
    """A published file cannot be written; `__cause__` is the system's own error."""
