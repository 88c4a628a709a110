"""The press: short-lived, killed when late, and it knows Typst alone."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ui.paper.press import COMMAND, PRESS, ROOT, Press, PressError
from ui.paper.typesetting import typeset

PAGE = {
    "lang": "fr",
    "width": 100,
    "height": 80,
    "margin": 5,
    "title": "Une page",
    "answer": "",
    "filters": "",
    "sources": "",
    "imprint": "",
    "beside": None,
}
# Answers each job with its own number of process.
SAYS_WHO = (
    "import os, sys\n"
    "for line in sys.stdin.buffer:\n"
    "    who = str(os.getpid()).encode()\n"
    "    sys.stdout.buffer.write(b'{\"bytes\": %d}\\n' % len(who) + who)\n"
    "    sys.stdout.buffer.flush()"
)
SLEEPS = "import sys, time; sys.stdin.buffer.readline(); time.sleep(600)"


@contextmanager
def pressing(code: str, **limits: float) -> Iterator[Press]:
    press = Press(command=(sys.executable, "-c", code), **limits)  # type: ignore[arg-type]
    try:
        yield press
    finally:
        press.close()


def test_page_is_set_in_another_process() -> None:
    assert typeset("poster.typ", PAGE, format="pdf").startswith(b"%PDF")
    assert PRESS.process is not None
    assert "typst" not in sys.modules


def test_process_loads_neither_screens_nor_tables() -> None:
    code = (
        "import sys, ui.paper.worker\nprint(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "typst" in loaded
    assert not {"streamlit", "pandas", "numpy", "matplotlib", "geo"} & set(loaded)
    assert COMMAND[1:] == ("-m", "ui.paper.worker")


def test_process_ends_after_a_few_pages() -> None:
    with pressing(SAYS_WHO, pages=2) as press:
        who = [press.work({}) for _page in range(4)]
    assert who[0] == who[1] != who[2] == who[3]


def test_process_at_rest_ends() -> None:
    with pressing(SAYS_WHO, rest=0.05) as press:
        press.work({})
        process = press.process
        assert process is not None
        assert process.wait(20) != 0


def test_page_that_takes_too_long_is_killed_and_the_next_one_is_set() -> None:
    with pressing(SLEEPS, longest=0.1) as press:
        with pytest.raises(PressError, match="n'a pas pu être composée"):
            press.work({})
        assert press.process is None
        press._command = (sys.executable, "-c", SAYS_WHO)
        press._seconds = 20.0, 20.0
        assert press.work({}).isdigit()


def test_process_that_died_at_rest_is_replaced() -> None:
    with pressing(SAYS_WHO) as press:
        first = press.work({})
        process = press.process
        assert process is not None
        process.kill()
        process.wait(20)
        assert press.work({}) != first


@pytest.mark.parametrize("told", ['{"bytes": 9}', "", "rubbish"])
def test_process_that_breaks_off_is_an_error(told: str) -> None:
    code = f"import sys; sys.stdin.buffer.readline(); print({told!r})"
    with pressing(code) as press, pytest.raises(PressError):
        press.work({})


def test_refused_page_is_an_error_and_costs_no_process() -> None:
    # Other pages of this run count towards the end of a process.
    PRESS.close()
    with pytest.raises(PressError):
        typeset("poster.typ", {**PAGE, "width": None}, format="pdf")
    process = PRESS.process
    assert typeset("poster.typ", PAGE, format="pdf").startswith(b"%PDF")
    assert PRESS.process is process
