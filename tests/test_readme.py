"""The commands of the README, run with nothing but what its first command installs."""

import re
import shlex
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

import atlas
from bench.serving import ROOT
from tests.test_lock import normal, pins, read

# Takes the place of ``python -m MODULE``: what the lock file of the atlas does not name is absent.
WITHOUT = """
import runpy, sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

absent = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Absent())
sys.path[0] = ""
sys.argv.pop(0)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def absent_modules() -> set[str]:
    """Return what is installed here and would not be after ``python3 atlas.py open``."""
    runtime = pins(read(atlas.RUNTIME[-1])).keys() | {"pip"}
    return {
        module
        for module, owners in packages_distributions().items()
        if not any(normal(owner) in runtime for owner in owners)
    }


def commands() -> list[str]:
    """Return what the README runs in the environment that its first command made."""
    readme = read("README.md")
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    lines = "".join(block for block in blocks if "atlas.py tools" not in block).splitlines()
    inline = re.findall(r"`([^`\n]+)`", readme)
    return list(dict.fromkeys(line for line in (*lines, *inline) if "python -m" in line))


def run_without(absent: set[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, ",".join(absent), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("command", commands(), ids=lambda command: command.split(" -m ")[1])
def test_command_runs_in_the_environment_of_the_first(command: str) -> None:
    program, flag, *arguments = shlex.split(command)
    assert (program, flag) == (".venv/bin/python", "-m")
    answer = run_without(absent_modules(), *arguments)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout


def test_every_kind_of_command_is_tried() -> None:
    assert {"geo", "loaders"} == {shlex.split(command)[2] for command in commands()}
    assert {"tqdm", "tenacity", "rasterio", "pytest"} <= absent_modules()


def test_absent_library_is_told_with_its_remedy() -> None:
    answer = run_without(absent_modules(), "loaders", "build")
    assert answer.returncode == 1
    assert "python3 atlas.py tools" in answer.stderr
    assert "Traceback" not in answer.stderr
