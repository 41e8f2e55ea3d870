"""The table of docs/fetching.md and the tests of this folder name each other, all of them."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "fetching.md"
MUST = [
    *range(1, 23), 97, 98, 102, 77,
    *range(30, 38), *range(39, 43),
    *range(50, 64), *range(65, 68), 79, 80, 81,
    *range(70, 75), 75, 76, 93, 90, 92, 94, 95, 96, 99,
    110, 111, 113, 114, 115, 116, 117, 119,
]  # fmt: skip
SHOULD = [23, 25, 100, 101, 78, 38, 43, 64, 68, 91, 103, 112, 118, 120]


def rows() -> list[list[str]]:
    """The cells of each row of the list that begins with a number."""
    page = PAGE.read_text(encoding="utf-8")
    lines = page[page.index("## The rows") :].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if re.fullmatch(r"\d{2,3}", row[0])]


def named(text: str) -> list[str]:
    return re.findall(r"`(test_\w+)`", text)


def written() -> set[str]:
    """Every test of this folder but these."""
    return {
        node.name
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def numbers(test: str) -> set[str]:
    """The rows that a test's name says it is for: at most two."""
    found = re.match(r"test_(\d{2,3})_(?:(\d{2})_)?(?!\d)", test)
    return {one for one in found.groups() if one} if found else set()


@pytest.mark.parametrize(("kind", "expected"), [("M", MUST), ("S", SHOULD)])
def test_every_row_stands_in_the_table_once(kind, expected):
    found = [int(row[0]) for row in rows() if row[1] == kind]
    assert sorted(found) == sorted(expected)


def test_every_row_says_what_is_served_and_what_we_do():
    assert not [row for row in rows() if len(row) != 5 or not row[2] or not row[3]]


def test_every_row_names_tests_of_its_own_number():
    for number, *_, cell in rows():
        assert named(cell), number
        assert [test for test in named(cell) if number not in numbers(test)] == [], number


def test_every_test_that_is_named_exists_and_every_other_is_named():
    assert set(named(PAGE.read_text(encoding="utf-8"))) == written()
