"""A long run over broken documents: `make fuzz`, for FUZZ_SECONDS from FUZZ_SEED on.

What it finds becomes a document of the corpus, with its fact.
"""

import os
import sys
import time
import warnings

import waylaid
from hypothesis import HealthCheck, given, seed, settings
from mutants import mutants

EXAMPLES = 200  # of one seed


def test_broken_documents_break_nothing() -> None:
    seconds = float(os.environ.get("FUZZ_SECONDS", "600"))
    first = int(os.environ.get("FUZZ_SEED", str(time.time_ns() // 1_000_000_000)))
    end = time.monotonic() + seconds
    number = first
    while time.monotonic() < end:
        sys.stderr.write(f"FUZZ_SEED={number}\n")
        _run(number)
        number += 1
    sys.stderr.write(f"{(number - first) * EXAMPLES} documents in {seconds:g} s\n")


def _run(number: int) -> None:
    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants())
    def broken(mutant: waylaid.Mutant) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            waylaid.go(mutant)

    broken()
