"""The house stands: imports go down, each library has one room, core is pure."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "aggregator"

FLOORS = (
    {"errors", "model"},
    {"core"},
    {"ports"},
    {"update", "publish", "fetch", "read", "store"},
    {"web", "scheduler", "demo"},
    {"bootstrap"},
    {"cli", "__main__"},
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# What a room may import beside it on its own floor.
BESIDE = {("__main__", "cli"), ("errors", "model")}

HOMES = {
    "Stemmer": {"core.vocabulary"},
    "aiohttp": {"fetch"},
    "alembic": {"store"},
    "apscheduler": {"scheduler"},
    "backports": {"fetch"},
    "brotli": {"core.twins", "fetch"},
    "cronsim": {"core.schedule", "core.config"},
    "feedgen": {"core.render"},
    "feedparser": {"core.parse"},
    "lxml": {"core.render", "core.sitemap"},
    "nh3": {"core.text"},
    "pebble": {"read"},
    "protego": {"fetch"},
    "psycopg": {"store"},
    "pydantic": {"core.config"},
    "pydantic_core": {"core.config"},
    "rapidfuzz": {"core.dedupe"},
    "rensa": {"core.dedupe"},
    "ruamel": {"core.config"},
    "selectolax": {"core.pages"},
    "sqlalchemy": {"store"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "yarl": {"fetch"},
}
IMPURE = {
    "asyncio", "importlib", "logging", "os", "pathlib", "random", "secrets", "shutil",
    "signal", "socket", "subprocess", "sys", "tempfile", "threading", "time", "uuid",
}  # fmt: skip
IMPURE_CALLS = {"now", "utcnow", "today", "open", "print", "input"}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
    if path != ROOT / "__init__.py"
}


def room(module: str) -> str:
    return module.partition(".")[0]


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(module: str) -> set[str]:
    """Dotted names, however the import is spelled."""
    names: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    here = room(module)
    assert here in LEVEL, f"{module} is on no floor"
    rooms = {name.split(".")[1] for name in imported(module) if name.startswith("aggregator.")}
    for there in rooms - {here, "__version__"}:
        below = LEVEL[there] < LEVEL[here]
        assert below or (here, there) in BESIDE, f"{module} imports {there}"


@pytest.mark.parametrize("module", MODULES)
def test_each_library_has_one_room(module: str) -> None:
    for name in imported(module):
        homes = HOMES.get(name.split(".")[0])
        at_home = homes is None or any(f"{module}.".startswith(f"{home}.") for home in homes)
        assert at_home, f"{name} does not live in {module}"


@pytest.mark.parametrize("module", [one for one in MODULES if LEVEL.get(room(one), 9) < 2])
def test_thinking_is_pure(module: str) -> None:
    roots = {name.split(".")[0] for name in imported(module)}
    assert not roots & IMPURE
    nodes = list(ast.walk(tree(module)))
    assert not [node for node in nodes if isinstance(node, ast.AsyncFunctionDef)]
    called = {ast.unparse(node.func).split(".")[-1] for node in nodes if isinstance(node, ast.Call)}
    assert not called & IMPURE_CALLS


def test_the_test_sees_every_room() -> None:
    assert {room(module) for module in MODULES} == set(LEVEL)
