"""The house's own rules, read from its source: who may do what, and how large a thing may be."""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("moderation", "groups")

#: The exits of raw text (invariant I1): file and function, nothing else may call `unwrap`.
EXITS = {
    "moderation/pipeline.py": {"review"},
    "groups/worker.py": {"review"},
    "groups/vault.py": {"seal_original"},
    "groups/web/case.py": {"shown_to_decider"},  # the last step of `vault.open_original`
    "groups/web/room.py": {"form_cid", "give_back"},
}
#: `except Exception` stands where nothing may escape: file, why, how often.
CATCH_ALL = {
    "moderation/pipeline.py": "fails closed: the group does not see the message",
    "groups/web/middlewares.py": "answers 500 and logs the type",
    "groups/jobs.py": "one job's defect does not end the others",
    "groups/web/socket.py": "one socket's defect ends that socket alone",
    "groups/store/sqlite_writer.py": "the writer thread answers every waiting caller",
    "groups/errands.py": "an errand that fails is tried again when it is due",
}
#: Files over 300 lines, each with its reason.
LONG_FILES: dict[str, str] = {}
#: Names that the tests below look for, so nothing may import them under another name.
GUARDED = {"unwrap", "Sealed", "Membership", "RawText"}
#: Third-party packages that moderation may import: it is pure.
MODERATION_MAY = {"better_profanity"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def inside(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the outermost function that it stands in, '' at module level."""

    def walk(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not where
            yield where, child
            yield from walk(child, child.name if named else where)  # type: ignore[attr-defined]

    return walk(tree(path), "")


def calls(path: Path, wanted: str) -> Iterator[str]:
    """The functions of a file that call `wanted`, as a plain name or as an attribute."""
    for where, node in inside(path):
        if isinstance(node, ast.Call) and _called(node.func) == wanted:
            yield where


def _called(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def callers(wanted: str) -> dict[str, set[str]]:
    found = {name_of(path): set(calls(path, wanted)) for path in sources()}
    return {name: where for name, where in found.items() if where}


def test_raw_text_leaves_by_its_exits_alone() -> None:
    assert callers("unwrap") == EXITS


def test_nobody_reaches_into_raw_text_past_unwrap() -> None:
    touching = {
        name_of(path)
        for path in sources()
        for _, node in inside(path)
        if isinstance(node, ast.Attribute) and node.attr == "_pieces" and not isinstance(node.value, ast.Call)
    }
    assert touching <= {"moderation/types.py"}


def test_raw_text_is_renamed_nowhere() -> None:
    """`from moderation.types import unwrap as u` would blind the test above."""
    renamed = {
        name_of(path)
        for path in sources()
        for _, node in inside(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
        and alias.asname != alias.name
        and alias.name in {"unwrap", "Sealed", "Membership", "RawText"}
    }
    assert not renamed


def test_bodies_at_rest_are_made_by_the_vault_and_read_by_the_store() -> None:
    """`Sealed()` without anything in it may stand for a body that is not there."""
    made = {
        name_of(path)
        for path in sources()
        for _, node in inside(path)
        if isinstance(node, ast.Call) and _called(node.func) == "Sealed" and node.args
    }
    assert all(name == "groups/vault.py" or name.startswith("groups/store/") for name in made), made


def test_only_access_makes_a_membership() -> None:
    assert set(callers("Membership")) <= {"groups/access.py"}


def broad(node: ast.AST) -> bool:
    """`except:`, `except Exception`, `except BaseException`, alone or in a tuple, that do not raise it on."""
    if not isinstance(node, ast.ExceptHandler) or ast.unparse(node.body[-1]) == "raise":
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or _called(kind) in {"Exception", "BaseException"} for kind in kinds)


def test_everything_is_caught_in_six_places_only() -> None:
    found = {name_of(path) for path in sources() for _, node in inside(path) if broad(node)}
    assert found <= set(CATCH_ALL), found - set(CATCH_ALL)


def test_only_programs_for_a_terminal_print() -> None:
    printing = set(callers("print"))
    assert printing <= {
        "groups/cli.py",
        "groups/operate.py",
        "groups/terminal.py",
        "moderation/__main__.py",
    }, printing


LOG_CALLS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
WORDS = {"raw", "text", "body", "pieces", "typed", "original", "handle", "plain", "draft", "password"}


def logged(node: ast.AST) -> Iterator[str]:
    """Names that reach a logger's arguments."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOG_CALLS:
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            yield from (part.id for part in ast.walk(argument) if isinstance(part, ast.Name))
            yield from (part.attr for part in ast.walk(argument) if isinstance(part, ast.Attribute))


def test_no_log_line_is_given_words() -> None:
    leaks = [
        (name_of(path), where, sorted(set(logged(node)) & WORDS))
        for path in sources()
        for where, node in inside(path)
        if set(logged(node)) & WORDS
    ]
    assert not leaks


def test_no_log_line_carries_a_traceback_or_an_exception_text() -> None:
    """An exception's text may hold words: type and place are logged, never the message."""
    telling = [
        (name_of(path), where)
        for path in sources()
        for where, node in inside(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOG_CALLS
        and (node.func.attr == "exception" or any(keyword.arg == "exc_info" for keyword in node.keywords))
    ]
    assert not telling


def size(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its first statement after the docstring."""
    documented = ast.get_docstring(node, clean=False) is not None
    if documented and len(node.body) == 1:
        return 0
    return (node.end_lineno or node.lineno) - node.body[documented].lineno + 1


def functions() -> list[tuple[int, str]]:
    return [
        (size(node), f"{name_of(path)}:{node.lineno} {node.name}")
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_functions_are_small() -> None:
    found = sorted(functions())
    lines = [lines for lines, _ in found]
    assert not [where for lines, where in found if lines > 60]
    assert statistics.median(lines) <= 8
    assert lines[int(0.9 * (len(lines) - 1))] <= 25, found[-20:]


def test_files_are_short() -> None:
    long = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in sources()}
    long = {name: lines for name, lines in long.items() if lines > 300}
    assert set(long) == set(LONG_FILES), long


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def modules() -> dict[str, Path]:
    return {module_of(path): path for path in sources()}


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports anywhere, without those for type checking alone."""
    skipped = {
        id(part)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(path, node)


def _from(path: Path, node: ast.ImportFrom) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        package = module_of(path).split(".")[: None if path.name == "__init__.py" else -1]
        base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
    for alias in node.names:
        part = f"{base}.{alias.name}"
        yield part if part in modules() else base


def graph() -> dict[str, set[str]]:
    """Module -> modules of the house that it imports."""
    return {
        name: {other for other in imported(path) if other in modules() and other != name}
        for name, path in modules().items()
    }


def test_no_import_goes_in_a_circle() -> None:
    arrows = graph()
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(arrows[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in sorted(arrows):
        visit(name, ())


def test_moderation_needs_the_standard_library_and_one_word_list() -> None:
    allowed = set(sys.stdlib_module_names) | MODERATION_MAY | {"moderation"}
    foreign = {
        (name_of(path), name)
        for path in sources()
        if path.is_relative_to(ROOT / "moderation")
        for name in imported(path)
        if name.split(".")[0] not in allowed
    }
    assert not foreign


def test_the_pure_half_neither_waits_nor_speaks() -> None:
    """No loop, wire, database, log, clock or chance; `__main__` and training programs stand apart."""
    barred = {
        "asyncio",
        "logging",
        "socket",
        "http",
        "sqlite3",
        "random",
        "secrets",
        "time",
        "threading",
        "pickle",
    }
    found = {
        (name_of(path), name)
        for path in sources()
        if path.is_relative_to(ROOT / "moderation")
        and path.name != "__main__.py"
        and "train" not in path.stem
        for name in imported(path)
        if name.split(".")[0] in barred
    }
    assert not found


def row(name: str, default: object, help: str) -> str:
    """A line of the guide's table of settings."""
    return f"| `{name}` | {'empty' if default == '' else f'`{default}`'} | {help} |"


def test_every_setting_stands_in_the_operating_guide_with_its_default() -> None:
    settings = pytest.importorskip("groups.settings")
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    missing = [name for name, default, help in settings.rows() if row(name, default, help) not in guide]
    assert not missing


def test_nothing_unfinished_or_private_to_one_machine_is_in_the_house() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "coming " + "soon", "/wo" + "rk/", "/ro" + "ot/")
    kinds = {".py", ".md", ".html", ".js", ".css", ".toml", ".po", ".sql", ".json"}
    places = [ROOT / place for place in (*PACKAGES, "tests", "benchmarks", "templates", "static", "docs")]
    files = [path for place in places for path in place.rglob("*") if path.suffix in kinds]
    found = [
        (name_of(path), word) for path in files for word in words if word in path.read_text(encoding="utf-8")
    ]
    assert not found
