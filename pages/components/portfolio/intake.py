"""Reading lines in view of the user: steps, a way to stop, and what was wrong with the last file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from cbam.portfolio.files.raw import MEGABYTE
from cbam.present import formats
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components.portfolio import pictures, state
from pages.components.portfolio.state import Reading
from pages.components.shell import Page, plain

_JOB, _FAULT, _UNREAD = "portfolio_job", "portfolio_fault", "portfolio_unread"
_STOPPED = "portfolio_stopped"
_QUICK = 2 * MEGABYTE  # what is smaller is read before anybody could stop it


@dataclass(frozen=True)
class Job:
    """What is to be read in the next run: ``size`` bytes, by ``read``."""

    size: int
    read: Callable[[], Reading]


def ask(data: bytes, name: str, sheet: str | None = None) -> None:
    """Leave a file, or text that was pasted, to be read at the start of the next run."""
    st.session_state[_JOB] = Job(len(data), partial(state.read, data, name, sheet))


def again(given: Reading) -> None:
    """Leave a file that has been read to be checked anew, by other columns or options."""
    st.session_state[_JOB] = Job(given.file.raw.nbytes(), lambda: given)


def unread() -> Reading | None:
    """The file that was read but cannot be used before a column is chosen."""
    found: Reading | None = st.session_state.get(_UNREAD)
    return found


def forget() -> None:
    """Remove the lines, and what was said of a file."""
    _clear()
    state.keep(None)


def work(page: Page) -> None:
    """Do what was asked for. A fault is kept until the next try; the lines before stay.

    Whatever else is touched meanwhile interrupts the run, and the next one begins again; only
    "Cancel" takes back what was asked for.
    """
    job: Job | None = st.session_state.get(_JOB)
    if job is None:
        return
    _ = page._
    _clear()
    if job.size < _QUICK:
        _read(job)
        return
    with st.status(_("Reading and checking the lines …"), expanded=True):
        size = formats.number(job.size / MEGABYTE, page.lang, 1)
        st.write(plain(_("{size} MB").format(size=size)))
        # The click ends this run at its next step; the lines before are still the session's.
        st.button(_("Cancel"), key="portfolio_cancel", icon=":material/close:", on_click=_stop)
        bar = st.progress(0.0, _("Reading the file …"))
        texts = (_("Checking the lines …"), _("Looking up goods and origins …"), _("Adding up …"))
        _read(job, lambda at: bar.progress((at + 1) / (len(texts) + 1), texts[at]))
    st.rerun()


def _read(job: Job, step: Callable[[int], object] = lambda at: None) -> None:
    """Read, check, add up and keep; ``step`` is told what begins, and may end the run there."""
    given = None
    try:
        given = job.read()
        step(0)
        checked = state.check(given)
        step(1)
        found = state.of_checked(given, checked)
        step(2)
        _prepare(found)
    except InputError as error:
        st.session_state.update({_FAULT: error, _UNREAD: given, _JOB: None})
    except Exception:
        st.session_state[_JOB] = None  # not to fail again in every run to come
        raise
    else:
        state.keep(found)
        st.session_state[_JOB] = None


def _stop() -> None:
    st.session_state[_JOB], st.session_state[_STOPPED] = None, True


def _prepare(found: state.Loaded) -> None:
    """What the page shows first is added up while it can still be stopped."""
    if state.association() is None:
        try:
            state.seen(found, pictures.chosen(found))
        except InputError:
            return  # no line can be counted: the page says so


def said(page: Page) -> None:
    """Why the last file could not be read, or that its reading was stopped."""
    _ = page._
    fault = st.session_state.get(_FAULT)
    if fault is not None:
        st.error(plain(problem(fault, page.lang)), icon=":material/error:")
    if st.session_state.get(_STOPPED):
        st.info(
            _("Stopped: nothing was changed. Choose the file again to read it."),
            icon=":material/info:",
        )


def _clear() -> None:
    st.session_state[_FAULT] = st.session_state[_UNREAD] = None
    st.session_state[_STOPPED] = False
