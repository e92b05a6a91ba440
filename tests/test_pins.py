"""The version pins agree with each other, and a disagreement is named."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINNED = ("pyproject.toml", "requirements.lock")

Mutation = Callable[[str], str]


@pytest.fixture(scope="module")
def pins() -> ModuleType:
    """The script, loaded from where it lies."""
    spec = importlib.util.spec_from_file_location("pins", ROOT / ".ci" / "pins.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the pinned files that a test may change."""
    for name in PINNED:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def without(start: str) -> Mutation:
    """Drop every line that starts so."""
    return lambda text: "".join(
        line for line in text.splitlines(keepends=True) if not line.lstrip().startswith(start)
    )


def replacing(old: str, new: str) -> Mutation:
    """Replace the first occurrence, which must be there."""

    def replace(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return replace


def test_the_pins_of_this_repository_agree(
    pins: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pins.main(["--check"]) == 0
    assert capsys.readouterr().out == "All pins agree.\n"


@pytest.mark.parametrize(
    ("file", "mutate", "sentence"),
    [
        pytest.param(
            "requirements.lock",
            replacing("\nalembic==", "\nalembic==99."),
            "requirements.lock has alembic==99.",
            id="another version in the lock",
        ),
        pytest.param(
            "requirements.lock",
            replacing("\nalembic==", "\nalembic>="),
            "does not name one exact version: alembic>=",
            id="a range in the lock",
        ),
        pytest.param(
            "requirements.lock",
            replacing("\nalembic==", "\nmako @ https://packages.example/mako.whl\nalembic=="),
            "requirements.lock names a host: mako @ https://packages.example/mako.whl",
            id="a host in the lock",
        ),
        pytest.param(
            "requirements.lock",
            replacing("\nalembic==", "\nmako==1.0\nalembic=="),
            "requirements.lock has no hash for mako==1.0.",
            id="no hash in the lock",
        ),
        pytest.param(
            "requirements.lock",
            replacing(
                " ; sys_platform == 'win32' \\\n", " ; sys_platform == 'win32' --hash=md5:0 \\\n"
            ),
            "--hash=md5:0",
            id="a weak hash in the lock",
        ),
        pytest.param(
            "requirements.lock",
            replacing("\nalembic==", "\nrenamed=="),
            "pyproject.toml depends on alembic, but requirements.lock lacks it.",
            id="a dependency missing in the lock",
        ),
        pytest.param(
            "pyproject.toml",
            without('"mako=='),
            "requirements.lock has mako==",
            id="no pin for an indirect dependency",
        ),
        pytest.param(
            "pyproject.toml",
            without('"hypothesis=='),
            "pyproject.toml asks for hypothesis",
            id="no pin for a group's member",
        ),
        pytest.param(
            "pyproject.toml",
            replacing('"alembic>=', '"alembic>=99,>='),
            "pyproject.toml asks for alembic>=99",
            id="a pin outside the range",
        ),
        pytest.param(
            "pyproject.toml",
            replacing('"mako==', '"mako>='),
            "The constraint mako>=",
            id="a constraint that pins nothing",
        ),
    ],
)
def test_a_disagreement_is_named(
    *,
    pins: ModuleType,
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    mutate: Mutation,
    sentence: str,
) -> None:
    path = copy / file
    path.write_text(mutate(path.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(pins, "ROOT", copy)
    assert pins.main(["--check"]) == 1
    assert sentence in capsys.readouterr().err


def test_a_pin_has_a_marker_only_where_versions_differ(pins: ModuleType) -> None:
    exported = (
        "tzdata==1 ; sys_platform == 'win32'\n"
        "babel==2 ; python_version >= '3.12'\n"
        "babel==1 ; python_version < '3.12'\n"
    )
    assert pins.pins(exported) == [
        "babel==1 ; python_version < '3.12'",
        "babel==2 ; python_version >= '3.12'",
        "tzdata==1",
    ]


def test_writing_the_constraints_changes_nothing_else(pins: ModuleType) -> None:
    before = (ROOT / "pyproject.toml").read_text("utf-8")
    emptied = pins.with_constraints(before, [])
    constraints = before.partition("constraint-dependencies = [\n")[2].partition("]\n")[0]
    assert emptied == before.replace(constraints, "", 1)
    entries = [line.strip(' ",') for line in constraints.splitlines()]
    assert pins.with_constraints(emptied, entries) == before


def test_a_project_without_a_constraint_list_is_refused(pins: ModuleType) -> None:
    with pytest.raises(SystemExit, match="constraint-dependencies once, not 0 times"):
        pins.with_constraints("[project]\n", [])
