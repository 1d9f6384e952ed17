"""Docker and Binder follow from the lock and from environment.yml: what they install cannot differ from what is tested."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DOCKER = (PROJECT / "Dockerfile").read_text("utf-8")


def commands(text: str, start: str) -> list[list[str]]:
    """The words of each line that begins with a mark."""
    return [shlex.split(line.removeprefix(start)) for line in text.splitlines() if line.startswith(start)]


def installs(lines: list[list[str]]) -> list[list[str]]:
    """What pip is told, without the path of Python and options that change nothing of what is installed."""
    quiet = {"--quiet", "--disable-pip-version-check", "--no-cache-dir"}
    return [[word for word in words[words.index("install") :] if word not in quiet] for words in lines if "install" in words]


def binder_environment() -> str:
    """environment.yml without the checkout itself, which binder/postBuild installs: Binder copies the files only afterwards."""
    text = (PROJECT / "environment.yml").read_text("utf-8")
    packages = text[text.index("name:") : text.index("  # This toolkit")]
    head = "# Made from environment.yml; tests/test_containers.py says what belongs here.\n"
    return f"{head}{packages}  # For binder/postBuild\n  - editables\n  - hatchling\n  - pip\n"


def test_docker_installs_as_make_does():
    recipe = re.sub(r"\$\(BIN\)/", "", (PROJECT / "Makefile").read_text("utf-8"))
    made = recipe[recipe.index("$(READY): ") : recipe.index("setup: ")]
    assert installs(commands(DOCKER, "RUN ")) == installs(commands(made, "\t@"))


def test_docker_has_a_python_that_the_toolkit_allows():
    version = re.search(r"^ARG PYTHON=3\.(\d+)$", DOCKER, re.MULTILINE)
    least = re.fullmatch(r">=3\.(\d+)", tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"])
    assert version
    assert least
    assert int(version[1]) >= int(least[1])


def test_docker_copies_the_lock_before_the_checkout_and_runs_as_nobody_special():
    assert DOCKER.index("requirements.lock") < DOCKER.index("COPY --chown=marine . .")
    assert DOCKER.index("USER marine") < DOCKER.index("pip install")


def test_binder_has_the_packages_of_the_environment():
    assert (PROJECT / "binder" / "environment.yml").read_text("utf-8") == binder_environment(), "write it as binder_environment() gives it"


def test_what_binder_runs_can_be_run():
    path = PROJECT / "binder" / "postBuild"
    assert os.access(path, os.X_OK)
    assert installs(commands(path.read_text("utf-8"), "python -m pip ")) == [
        ["install", "--no-deps", "--no-build-isolation", "--editable", "."]
    ]


def test_binder_has_what_the_checkout_needs_to_be_built():
    """Without build isolation the backend must be among the packages."""
    backend = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    names = {re.split(r"[<>=]", row)[0].strip() for row in backend} | {"editables"}
    listed = set(re.findall(r"^  - ([\w-]+)", (PROJECT / "binder" / "environment.yml").read_text("utf-8"), re.MULTILINE))
    assert names <= listed


def test_no_host_and_no_path_of_a_machine_is_named():
    for text in (
        DOCKER,
        *(path.read_text("utf-8") for path in (PROJECT / "binder").iterdir()),
        (PROJECT / ".dockerignore").read_text("utf-8"),
    ):
        assert "://" not in text
        assert not re.search(r"/(home|root|Users|work|tmp)/", text)


def test_docker_leaves_out_what_git_leaves_out():
    ignored = {line.rstrip("/").removeprefix("**/") for line in (PROJECT / ".dockerignore").read_text("utf-8").splitlines()}
    kept = {".coverage", ".hypothesis", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "*.egg-info"}
    assert kept <= ignored
