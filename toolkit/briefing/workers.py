"""Work shared out among processes: the same results in the same order, whatever their number.

The maps of a pack are drawn one by one in pure Python, so that threads would wait for each other. A worker is a Python of its own that is
begun without the user's script being run again, takes tasks through a pipe, and ends when that pipe closes: whatever ends the main process,
and however, ends its workers. Workers write no file.
"""

from __future__ import annotations

import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, Self, TypeVar

from toolkit.errors import SchemaError
from toolkit.progress import track

__all__ = ["MOST", "Workers", "number_of_workers", "serve"]

#: More processes than this save little of the time of a pack, and each takes some 500 MB of memory.
MOST = 4

#: What sets the number where nothing else does.
_SETTING = "ARF_MARINE_WORKERS"

#: What a worker loads while the main process still reads.
_HEAVY = ("toolkit.briefing.drawing", "toolkit.cartography.figures", "toolkit.cartography.export", "toolkit.cartography.lint")

#: Bytes of the length that stands before a task.
_LENGTH = 8

Result = TypeVar("Result")


def number_of_workers(asked: int | str | None = None) -> int:
    """Return how many processes share the work, the main one counted.

    Parameters
    ----------
    asked : int or str, optional
        As the user says; by default what ``ARF_MARINE_WORKERS`` says, else the cores that this process may use, at most :data:`MOST`.

    Raises
    ------
    SchemaError
        It is no whole number of at least 1.
    """
    given = asked if asked is not None else os.environ.get(_SETTING) or None
    if given is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return min(cores or 1, MOST)
    try:
        number = int(given)
    except ValueError:
        number = 0
    if number < 1:
        raise SchemaError(
            f"workers='{given}' given; allowed: a whole number of at least 1. With 1 all is done in one process; "
            f"leave it out (and {_SETTING} unset) to use the cores of this machine."
        )
    return number


class _Worker:
    """A process that does one task at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - this Python, this toolkit
            [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from toolkit.briefing.workers import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def do(self, work: Callable[..., Any], task: tuple[Any, ...]) -> tuple[bool, Any]:
        """Return whether it went well, and the result or the error.

        Raises
        ------
        EOFError, OSError
            The process has ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        # Packed before it is sent: what cannot be packed leaves no half task in the pipe.
        data = pickle.dumps((work, task), protocol=pickle.HIGHEST_PROTOCOL)
        self.process.stdin.write(len(data).to_bytes(_LENGTH, "big") + data)
        self.process.stdin.flush()
        went_well, what = pickle.load(self.process.stdout)  # noqa: S301 - from a process of our own
        return went_well, what

    def end(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what it was still to be told is lost with it
                    continue
        self.process.wait()


class Workers:
    """Processes that share out work; the main process does its part.

    Parameters
    ----------
    number : int or str, optional
        See :func:`number_of_workers`. With 1 no process is begun.

    Examples
    --------
    >>> with Workers(1) as workers:
    ...     workers.each(divmod, [(7, 2), (9, 4)])
    [(3, 1), (2, 1)]
    """

    def __init__(self, number: int | str | None = None) -> None:
        self.number = number_of_workers(number)
        self._others: list[_Worker] = []

    def __enter__(self) -> Self:
        try:
            while len(self._others) < self.number - 1:
                self._others.append(_Worker())
        except OSError:  # no more processes are to be had: those that are there share the work
            return self
        return self

    def __exit__(self, *_: object) -> None:
        while self._others:
            self._others.pop().end()

    def each(self, work: Callable[..., Result], tasks: Sequence[tuple[Any, ...]], title: str = "", unit: str = "step") -> list[Result]:
        """Do one kind of work on each task.

        Parameters
        ----------
        work : callable
            A function of a module; its arguments and its result can be pickled.
        tasks : sequence of tuple
            Its arguments, the longest work first.
        title, unit : str
            What the bar of progress is called, and one task; without a title there is no bar.

        Returns
        -------
        list
            One result for each task, in their order.

        Raises
        ------
        Exception
            What the first task in their order raises that raises anything; tasks after it are not begun.
        """
        job = _Job(work, tasks)
        threads = [threading.Thread(target=job.by, args=(other,), daemon=True) for other in self._others[: max(0, len(tasks) - 1)]]
        for thread in threads:
            thread.start()
        done = job.here(threads)
        for _ in track(done, title, total=len(tasks), unit=unit) if title else done:
            pass
        return job.results()


class _Job:
    """Tasks of one kind, handed out in their order to whoever is free."""

    def __init__(self, work: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> None:
        self.work = work
        self.tasks = tasks
        self.waiting = list(range(len(tasks)))
        self.done: dict[int, Any] = {}
        self.failed: dict[int, BaseException] = {}
        self._taking = threading.Lock()

    def _take(self) -> int | None:
        with self._taking:
            return self.waiting.pop(0) if self.waiting and not self.failed else None

    def by(self, worker: _Worker) -> None:
        """Let a worker do tasks until none is left; what it had in hand when it ended is done by others."""
        while (number := self._take()) is not None:
            try:
                went_well, data = worker.do(self.work, self.tasks[number])
            except (EOFError, OSError, pickle.UnpicklingError):
                with self._taking:
                    self.waiting.insert(0, number)
                return
            except Exception as error:
                went_well, data = False, error
            (self.done if went_well else self.failed)[number] = data

    def here(self, threads: Sequence[threading.Thread]) -> Iterator[int]:
        """Do tasks in this process until all are done, and yield the number of each one that is, whoever did it."""
        told: set[int] = set()
        while True:
            while (number := self._take()) is not None:
                try:
                    self.done[number] = self.work(*self.tasks[number])
                except Exception as error:
                    self.failed[number] = error
                fresh = sorted(set(self.done) - told)
                told.update(fresh)
                yield from fresh
            for thread in threads:
                thread.join()
            if not self.waiting or self.failed:  # a worker that ended gives back what it had in hand
                break
        yield from sorted(set(self.done) - told)

    def results(self) -> list[Any]:
        """Return the results in the order of the tasks, or raise the first error."""
        if self.failed:
            raise self.failed[min(self.failed)]
        return [self.done[number] for number in range(len(self.tasks))]


def serve() -> None:
    """Do the tasks of the process that began this one, until its pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process; it ends this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not get between the answers
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    for name in _HEAVY:
        importlib.import_module(name)
    while True:
        task = tasks.get()
        try:
            work, arguments = pickle.loads(task)  # noqa: S301 - from the process that began this one
            answer = _packed(True, work(*arguments))
        except Exception as error:
            answer = _packed(False, error)
        answers.write(answer)
        answers.flush()


def _packed(went_well: bool, what: Any) -> bytes:
    """Return an answer as bytes; of an error that cannot be sent, its words."""
    try:
        data = pickle.dumps((went_well, what), protocol=pickle.HIGHEST_PROTOCOL)
        if not went_well:
            pickle.loads(data)  # noqa: S301 - what was packed here: some errors can be packed and not unpacked
    except Exception:
        if went_well:
            raise
        return pickle.dumps((False, RuntimeError(f"{type(what).__name__}: {what}")))
    return data


def _listen(pipe: IO[bytes], tasks: queue.SimpleQueue[bytes]) -> None:
    """Take tasks from a pipe; when it closes, this process ends in whatever it does."""
    while length := pipe.read(_LENGTH):
        tasks.put(pipe.read(int.from_bytes(length, "big")))
    os._exit(0)
