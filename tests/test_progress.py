"""Bars: items pass unchanged; silent in pipes; a dask client is named; an interruption ends them."""

import io
import sys
from types import SimpleNamespace

import pytest
from toolkit.progress import Steps, dashboard, track


class Terminal(io.StringIO):
    def isatty(self):
        return True


def terminal(monkeypatch):
    """A terminal in place of the stream of errors; made in the test itself, because pytest sets the stream before each test."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.delenv("ARF_MARINE_QUIET", raising=False)
    return shown


def client(link):
    return SimpleNamespace(default_client=lambda: SimpleNamespace(dashboard_link=link))


def test_items_pass_unchanged_and_a_pipe_sees_no_bar(monkeypatch, capsys):
    monkeypatch.delenv("ARF_MARINE_QUIET", raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)  # another test may have brought a notebook's kernel
    assert list(track("abc", "letters")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


def test_a_terminal_sees_the_title_and_the_number_done(monkeypatch):
    shown = terminal(monkeypatch)
    assert list(track("abc", "letters")) == ["a", "b", "c"]
    assert "letters: 100%" in shown.getvalue()
    assert "3/3" in shown.getvalue()


def test_the_page_of_a_dask_client_is_named(monkeypatch):
    shown = terminal(monkeypatch)
    monkeypatch.setitem(sys.modules, "distributed", client("http://127.0.0.1:8787/status"))
    assert dashboard() == "http://127.0.0.1:8787/status"
    list(track("abc", "letters"))
    assert "dask: http://127.0.0.1:8787/status" in shown.getvalue()


def test_without_a_client_nothing_is_named(monkeypatch):
    def none():
        raise ValueError("No global client found and no address provided")

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(default_client=none))
    assert dashboard() == ""
    monkeypatch.delitem(sys.modules, "distributed")
    assert dashboard() == ""


def test_work_that_is_interrupted_can_be_begun_again():
    done = []

    def work():
        for item in track("abc", "letters"):
            if item == "b" and len(done) == 1:
                raise KeyboardInterrupt
            done.append(item)

    with pytest.raises(KeyboardInterrupt):
        work()
    work()
    assert done == ["a", "a", "b", "c"]


def test_steps_tell_one_line_each_with_what_was_found():
    told = []
    steps = Steps(2, told.append)
    with steps.step("Read") as found:
        found("3 files")
    with steps.step("Write"):
        pass
    assert told[0].startswith("[1/2] Read: 3 files (")
    assert told[1].startswith("[2/2] Write (")
