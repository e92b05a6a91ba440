#!/usr/bin/env python3
"""Renew every version pin; with --check, say where the pins disagree."""

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, run
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# What a container image installs. Written by .ci/pins.py: run it, do not edit.\n"
CONSTRAINTS = re.compile(r"^constraint-dependencies = \[.*?\]$", re.MULTILINE | re.DOTALL)
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;*]+)(?: ; (?!.* --).+)?")
COMMENT_OR_CONTINUATION = re.compile(r"\s*#.*|\\\n")
HASH = re.compile(r"\s--hash=sha256:[0-9a-f]{64}(?=\s|$)")

Versions: TypeAlias = defaultdict[str, set[str]]


def main(arguments: list[str] | None = None) -> int:
    """Renew or check the pins of this repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    help_ = "change nothing, resolve nothing; needs packaging, so: uv run --group test .ci/pins.py"
    parser.add_argument("--check", action="store_true", help=help_)
    if not parser.parse_args(arguments).check:
        renew(ROOT)
        return 0
    found = problems(ROOT)
    print(*found or ["All pins agree."], sep="\n", file=sys.stderr if found else sys.stdout)
    return 1 if found else 0


def renew(root: Path) -> None:
    """Resolve everything anew and write the constraints and `requirements.lock`."""
    pyproject = root / "pyproject.toml"
    with TemporaryDirectory() as folder:
        # The old pins and any old uv.lock stay outside, so nothing stale holds a version back.
        unpinned = with_constraints(pyproject.read_text("utf-8"), [])
        Path(folder, "pyproject.toml").write_text(unpinned, "utf-8")
        uv(folder, "lock", "--upgrade")
        everything = export(folder, "--all-groups", "--no-hashes", "--no-annotate")
        runtime = export(folder, "--no-default-groups")
    pinned = with_constraints(pyproject.read_text("utf-8"), pins(everything))
    pyproject.write_text(pinned, "utf-8")
    (root / "requirements.lock").write_text(HEADER + runtime, "utf-8")


def uv(folder: str, *arguments: str) -> str:
    """Run uv in a folder and return what it prints."""
    return run(["uv", *arguments], cwd=folder, check=True, stdout=PIPE, text=True).stdout


def export(folder: str, *options: str) -> str:
    """Export the lock of a folder as requirements, without the project and uv's header."""
    return uv(folder, "export", "--frozen", "--no-emit-project", "--no-header", *options)


def pins(exported: str) -> list[str]:
    """Return one pin a package, or one an environment where a package needs two versions."""
    versions: defaultdict[str, list[str]] = defaultdict(list)
    for line in exported.splitlines():
        versions[line.partition("==")[0]].append(line.strip())
    return [
        # Where there is one version, the marker says who needs it, which a constraint need not.
        line if len(lines) > 1 else line.partition(" ;")[0]
        for _, lines in sorted(versions.items())
        for line in sorted(lines)
    ]


def with_constraints(pyproject: str, entries: list[str]) -> str:
    """Return the text of pyproject.toml with only its constraint list replaced."""
    body = "".join(f'  "{entry}",\n' for entry in entries)
    listed = "constraint-dependencies = [\n" + body + "]"
    text, count = CONSTRAINTS.subn(lambda _: listed, pyproject)
    if count != 1:
        sys.exit(f"pyproject.toml must hold constraint-dependencies once, not {count} times.")
    return text


def problems(root: Path) -> list[str]:
    """Say where dependencies, constraints and `requirements.lock` disagree."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    lock = (root / "requirements.lock").read_text("utf-8")
    found: list[str] = []
    pinned: Versions = defaultdict(set)
    for constraint in project["tool"]["uv"]["constraint-dependencies"]:
        if match := PIN.fullmatch(constraint):
            pinned[match["name"]].add(match["version"])
        else:
            found.append(f"The constraint {constraint} does not name one exact version.")
    return [*found, *lock_problems(lock, pinned), *range_problems(project, lock, pinned)]


def lock_problems(lock: str, pinned: Versions) -> Iterator[str]:
    """Say where `requirements.lock` lacks a hash, names a host or leaves the constraints."""
    for line in lock.splitlines():
        if "://" in line:
            yield f"requirements.lock names a host: {line.strip()}"
    for entry in lock_entries(lock):
        requirement = HASH.sub("", entry).strip()
        if not HASH.search(entry):
            yield f"requirements.lock has no hash for {requirement}."
        match = PIN.fullmatch(requirement)
        if not match:
            yield f"requirements.lock does not name one exact version: {requirement}"
        elif match["version"] not in pinned[match["name"]]:
            wanted = either(pinned[match["name"]])
            yield f"requirements.lock has {requirement}, but the constraints pin {wanted}."


def range_problems(project: dict[str, Any], lock: str, pinned: Versions) -> Iterator[str]:
    """Say which direct dependencies the constraints or `requirements.lock` do not meet."""
    # Renewing must work with a bare Python, and also when the pins cannot be installed.
    from packaging.requirements import Requirement  # noqa: PLC0415
    from packaging.utils import canonicalize_name  # noqa: PLC0415

    direct = project["project"]["dependencies"]
    groups = project.get("dependency-groups", {}).values()
    members = [member for group in groups for member in group if isinstance(member, str)]
    locked = {entry.partition("==")[0] for entry in lock_entries(lock)}
    for dependency in [*direct, *members]:
        requirement = Requirement(dependency)
        name = canonicalize_name(requirement.name)
        if not any(requirement.specifier.contains(v, prereleases=True) for v in pinned[name]):
            wanted = either(pinned[name])
            yield f"pyproject.toml asks for {dependency}, but the constraints pin {wanted}."
        if dependency in direct and name not in locked:
            yield f"pyproject.toml depends on {name}, but requirements.lock lacks it."


def lock_entries(lock: str) -> list[str]:
    """Return the entries of `requirements.lock`, each with its hashes in one line."""
    lines = COMMENT_OR_CONTINUATION.sub("", lock).splitlines()
    return [line.strip() for line in lines if line.strip()]


def either(versions: set[str]) -> str:
    """Name the pinned versions in a sentence."""
    return " or ".join(sorted(versions)) or "no version"


if __name__ == "__main__":
    sys.exit(main())
