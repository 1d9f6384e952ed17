"""Work that is shared out gives the same results, the same errors, and leaves no process behind."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toolkit.briefing.workers import MOST, Workers, number_of_workers
from toolkit.errors import LintError, PackError, SchemaError, UnknownNameError, unknown_name


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refuse(number: int) -> int:
    if number >= 3:
        raise LintError(f"Map {number} breaks a rule.")
    return number


def ends(main: int, number: int) -> int:
    """End the process that does this, where it is not the main one."""
    if os.getpid() != main:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    return number


def speaks(text: str) -> str:
    print(text)  # noqa: T201 - would stand between the answers if it went where they go
    return text


class UnsendableError(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")


def unsendable(_: int) -> None:
    raise UnsendableError("one", "two")


@pytest.fixture(scope="module")
def two():
    with Workers(2) as workers:
        yield workers


def test_results_come_in_the_order_of_the_tasks_from_both_processes(two):
    found = two.each(square, [(n,) for n in range(60)])
    assert [value for value, _ in found] == [n * n for n in range(60)]
    while len({process for _, process in found}) < 2:  # the other one may still be loading
        found = two.each(square, [(n,) for n in range(60)])
    assert os.getpid() in {process for _, process in found}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_error_is_that_of_the_first_task_that_has_one(number):
    with Workers(number) as workers, pytest.raises(LintError, match=r"^Map 3 breaks a rule\.$"):
        workers.each(refuse, [(n,) for n in range(9)])


def test_after_an_error_the_workers_are_there_for_the_next_job(two):
    with pytest.raises(LintError):
        two.each(refuse, [(n,) for n in range(9)])
    assert two.each(refuse, [(0,), (1,), (2,)]) == [0, 1, 2]


def test_what_a_worker_prints_is_no_answer(two):
    assert two.each(speaks, [(str(n),) for n in range(9)]) == [str(n) for n in range(9)]


def test_an_error_that_cannot_be_sent_is_told_in_its_words(two):
    with pytest.raises((UnsendableError, RuntimeError), match="one and two"):
        two.each(unsendable, [(n,) for n in range(6)])


def test_what_cannot_be_packed_is_an_error_and_not_an_endless_wait(two):
    with pytest.raises(Exception, match=r"pickle|local"):
        two.each(lambda n: time.sleep(0.01) or n, [(n,) for n in range(9)])
    assert two.each(refuse, [(0,), (1,)]) == [0, 1]


def test_a_worker_that_ends_is_done_without():
    with Workers(2) as workers:
        assert workers.each(ends, [(os.getpid(), n) for n in range(20)]) == list(range(20))
        assert workers._others[0].process.wait(10) == -signal.SIGKILL
        assert workers.each(square, [(3,), (4,)]) == [(9, os.getpid()), (16, os.getpid())]


def test_without_more_processes_one_does_it_all(monkeypatch):
    def none(*_, **__):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", none)
    with Workers(3) as workers:
        assert workers.each(refuse, [(0,), (1,)]) == [0, 1]


@pytest.mark.parametrize("error", [PackError("a pack"), LintError("a map"), unknown_name("page", "a5", ["a4"])])
def test_errors_of_the_toolkit_travel_whole(error):
    import pickle

    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert isinstance(error, UnknownNameError | PackError | LintError)


HELD = """
import signal
import sys
from toolkit.briefing.workers import Workers
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell begins in the background ignores it
if __name__ != "__main__":
    raise SystemExit("the script was run again")
with Workers(3) as workers:
    print(*(other.process.pid for other in workers._others), flush=True)
    workers.each(__import__("time").sleep, [(60,), (60,), (60,)])
"""


def _gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whatever_ends_the_main_process_ends_its_workers(tmp_path, how):
    script = tmp_path / "script.py"
    script.write_text(HELD)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as main:
        others = [int(number) for number in main.stdout.readline().split()]
        time.sleep(0.5)
        main.send_signal(how)
        main.wait(60)
    assert len(others) == 2
    until = time.monotonic() + 20
    while not all(_gone(process) for process in others) and time.monotonic() < until:
        time.sleep(0.05)
    assert [process for process in others if not _gone(process)] == []


def test_the_number_is_as_asked_then_as_set_then_as_there_are_cores(monkeypatch):
    monkeypatch.setenv("ARF_MARINE_WORKERS", "3")
    assert (number_of_workers(2), number_of_workers("5"), number_of_workers()) == (2, 5, 3)
    monkeypatch.delenv("ARF_MARINE_WORKERS")
    assert 1 <= number_of_workers() <= MOST
    for wrong in (0, -1, "many", "1.5"):
        with pytest.raises(SchemaError, match="a whole number of at least 1"):
            number_of_workers(wrong)


def test_a_pack_has_the_same_bytes_whatever_the_number_of_workers(folder, make, pack, choices):
    def digests(path: Path) -> dict[str, str]:
        return {
            file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in path.rglob("*") if file.is_file()
        }

    assert digests(make(folder, "by-three", workers=3, **choices)) == digests(pack)
