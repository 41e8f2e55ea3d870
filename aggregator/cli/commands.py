"""One command, run: its exit code, and what it says when it cannot be done."""

import gc
import io
import logging
import os
import sys
from collections.abc import Sequence

from aggregator.cli.parser import parser
from aggregator.errors import AggregatorError, ConfigError, RoundRunning, UsageError

# What was imported stays, and is more than most commands make: no collection need walk it again.
gc.freeze()

DONE, FAILED, WRONG, BUSY = 0, 1, 2, 75


def run(argv: Sequence[str] | None) -> int:
    """Run one command; gives its exit code."""
    args = parser().parse_args(argv)
    logging.basicConfig(
        format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO, stream=sys.stderr
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)  # a migration is no news to anyone
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no é is no failure
    try:
        code: int = args.command(args)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (ConfigError, UsageError) as error:
        return _said(error, WRONG)
    except RoundRunning as error:
        return _said(error, BUSY)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`items | head`): what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (AggregatorError, OSError) as error:
        return _said(error, FAILED)
    return code


def _said(error: Exception, code: int) -> int:
    words = str(error)
    if isinstance(error, OSError) and error.filename:
        words = f"{error.filename}: {error.strerror}"
    print(words, file=sys.stderr)
    return code
