"""The presenter's hand: arrow keys, Esc, two buttons for touch, and the size of the window.

The component moves at once to the slide asked for and only then tells the server, so that
quick presses are not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.components.shell import Page

_KEY = "keys"
LEAVE = "-"  # asked for by Esc
USUAL = (1440, 900)
_PATIENCE_MS = 3000

_KEYS = st.components.v2.component(
    "briefing_keys",
    html="""
    <nav>
      <button id='back' type='button'>&#8249;</button>
      <span id='at' aria-live='polite'></span>
      <button id='on' type='button'>&#8250;</button>
      <button id='leave' type='button'>&#10005;</button>
    </nav>
    """,
    css="""
    nav{display:flex;gap:.5rem;align-items:center;justify-content:flex-end;
      color:var(--st-text-color);font-family:inherit;--high:max(2.2rem,calc(42*var(--u,1px)))}
    span{font-size:max(1.1rem,calc(24*var(--u,1px)));min-width:3.2em;text-align:center;
      font-variant-numeric:tabular-nums}
    button{font-size:max(1.2rem,calc(26*var(--u,1px)));line-height:1;width:calc(1.15*var(--high));
      height:var(--high);cursor:pointer;border:1px solid var(--st-border-color);
      border-radius:.4rem;color:var(--st-text-color);background:transparent}
    button:disabled{opacity:.35;cursor:default}
    """,
    js="""
    export default function({parentElement, data, setTriggerValue, setStateValue}) {
      const find = id => parentElement.querySelector('#' + id);
      const [back, on, leave, shown] = ['back', 'on', 'leave', 'at'].map(find);
      const last = data.slides.length - 1;
      let at = data.slides.indexOf(data.slide);
      // A slide asked for, but not yet drawn, is where the next key starts from.
      const asked = parentElement.asked;
      if (asked && asked.slide !== data.slide && Date.now() - asked.when < data.patience) {
        at = Math.max(data.slides.indexOf(asked.slide), 0);
      }
      const show = () => {
        shown.textContent = (at + 1) + ' / ' + (last + 1);
        back.disabled = at <= 0;
        on.disabled = at >= last;
      };
      const go = to => {
        to = Math.min(Math.max(to, 0), last);
        if (to === at) return;
        at = to;
        show();
        parentElement.asked = {slide: data.slides[at], when: Date.now()};
        setTriggerValue('to', data.slides[at]);
      };
      for (const [button, name] of [[back, 'back'], [on, 'on'], [leave, 'leave']]) {
        button.title = data.names[name];
        button.setAttribute('aria-label', data.names[name]);
      }
      back.onclick = () => go(at - 1);
      on.onclick = () => go(at + 1);
      leave.onclick = () => setTriggerValue('to', data.leave);
      show();
      const steps = {ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1,
        PageUp: -1};
      const press = event => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === 'Escape') { setTriggerValue('to', data.leave); return; }
        const field = event.composedPath()[0];
        if (field.closest && field.closest('input,textarea,select,[role=slider]')) return;
        if (event.key in steps) go(at + steps[event.key]);
        else if (event.key === 'Home') go(0);
        else if (event.key === 'End') go(last);
        else return;
        event.preventDefault();
      };
      // A slider let go of gives the arrow keys back to the slides.
      const released = () => {
        const focus = document.activeElement;
        if (focus && focus.matches('input[type=range],[role=slider]')) {
          setTimeout(() => focus.blur(), 50);
        }
      };
      let waiting;
      const size = () => [innerWidth, innerHeight].map(n => Math.round(n / 10) * 10).join('x');
      const measure = () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          if (size() !== data.size) setStateValue('size', size());
        }, 150);
      };
      window.addEventListener('keydown', press);
      window.addEventListener('pointerup', released);
      window.addEventListener('resize', measure);
      measure();
      return () => {
        clearTimeout(waiting);
        window.removeEventListener('keydown', press);
        window.removeEventListener('pointerup', released);
        window.removeEventListener('resize', measure);
      };
    }
    """,
)


def size() -> tuple[int, int]:
    """Width and height of the window [px], as last told by the browser."""
    told = st.session_state.get(_KEY)
    text = str((told and told.get("size")) or "")
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        return USUAL
    return max(320, min(int(width), 8000)), max(240, min(int(height), 8000))


def connect(page: Page, slides: Sequence[str], slide: str, go: Callable[[str], None]) -> None:
    """Listen for keys; ``go`` gets the code of the slide asked for, or ``LEAVE``."""
    _ = page._
    width, height = size()

    def moved() -> None:
        told = st.session_state.get(_KEY)
        to = str((told and told.get("to")) or "")
        if to == LEAVE or to in slides:
            go(to)

    _KEYS(
        key=_KEY,
        data={
            "slides": list(slides),
            "slide": slide,
            "size": f"{width}x{height}",
            "leave": LEAVE,
            "patience": _PATIENCE_MS,
            "names": {"back": _("Previous slide"), "on": _("Next slide"), "leave": _("Leave the presentation (Esc)")},
        },
        height="content",
        on_to_change=moved,
        on_size_change=lambda: None,
    )  # fmt: skip
