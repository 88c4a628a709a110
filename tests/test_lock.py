"""The lock files: every pin and all that comes with it, each with its hashes, and no registry."""

import re
from itertools import pairwise

import pytest

import atlas
from bench.serving import ROOT

PIN = re.compile(r"([A-Za-z0-9_.-]+)==(\S+)")
# A package, its hashes, why it is there, or a heading: nothing that says where to fetch it.
LINE = re.compile(
    r"#.*|    #.*|[a-z0-9-]+==\S+( ; [^;\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
)


def normal(name: str) -> str:
    """Return the name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """Return the version of each package of a requirements or lock file."""
    found = map(PIN.match, text.splitlines())
    return {normal(match[1]): match[2] for match in found if match}


def lock_problems(required: str, locked: str) -> list[str]:
    """Return what a lock file does not hold that it should, and the other way round."""
    lines = locked.splitlines()
    versions = pins(locked)
    strange = [f"line {line!r}" for line in lines if not LINE.fullmatch(line) or "://" in line]
    without_hash = [
        f"{line.split('==')[0]} has no hash"
        for line, following in pairwise([*lines, ""])
        if PIN.match(line) and "--hash=" not in following
    ]
    stale = [
        f"{name} is pinned at {version}, locked at {versions.get(name)}: python3 atlas.py lock"
        for name, version in pins(required).items()
        if versions.get(name) != version
    ]
    return strange + without_hash + stale


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", atlas.DEVELOPMENT)
def test_each_pin_is_locked_with_its_hashes(lock: str) -> None:
    assert lock_problems(read(lock.replace(".lock", ".txt")), read(lock)) == []
    assert "python3 atlas.py lock" in read(lock).splitlines()[1]


def test_what_runs_is_what_is_tested() -> None:
    runtime, development = (pins(read(name)) for name in atlas.DEVELOPMENT)
    assert runtime.items() <= development.items()
    assert len(runtime) > len(pins(read("requirements.txt"))), "what comes with the pins is locked"


HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("required", "locked", "expected"),
    [
        ("a==1", f"a==2 \\\n{HASH}", "a is pinned at 1, locked at 2"),
        ("A_b==1", "", "a-b is pinned at 1, locked at None"),
        ("a==1", "a==1", "a has no hash"),
        ("a==1", f"--index-url https://example.org/simple\na==1 \\\n{HASH}", "--index-url"),
        ("a==1", f"a @ https://example.org/a.whl \\\n{HASH}", "example.org"),
        ("a==1", f"a==1 \\\n{HASH[:-1]}", "line"),
    ],
)
def test_planted_problem_is_found(required: str, locked: str, expected: str) -> None:
    found = lock_problems(required, locked)
    assert any(expected in sentence for sentence in found), found


def test_sound_lock_has_no_problem() -> None:
    locked = f"# made by\na-b==1 ; sys_platform == 'win32' \\\n{HASH} \\\n{HASH}\n    # via c\n"
    assert lock_problems("A.b==1\n", locked) == []
