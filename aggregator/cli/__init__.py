"""The commands. Results on stdout, words on stderr, exit codes as docs/operations.md says."""

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    # The processes of `read` import the script that started us anew (multiprocessing's way):
    # what it imports has to be little, or each of them costs a second.
    from aggregator.cli.commands import run  # noqa: PLC0415 - the reason stands above

    return run(argv)
