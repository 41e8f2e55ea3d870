"""A few broken documents all the way; `make fuzz` sends many."""

import warnings

import waylaid
from hypothesis import given, settings
from mutants import mutants


@settings(max_examples=60)
@given(mutants())
def test_a_broken_document_breaks_nothing(mutant):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        waylaid.go(mutant)
