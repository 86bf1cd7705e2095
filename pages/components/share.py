"""The share bar: the address of what is on the screen."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from cbam import link
from pages.components.shell import Page

_COPY = st.components.v2.component(
    "copy_link",
    html="<button id='copy' type='button'></button><span id='done' role='status'></span>",
    css="""
    button{font:inherit;padding:.35rem .8rem;border-radius:.4rem;cursor:pointer;
      border:1px solid var(--st-border-color);color:var(--st-text-color);
      background:var(--st-secondary-background-color)}
    span{margin-left:.7rem;color:var(--st-text-color)}
    """,
    js="""
    export default function({parentElement, data}) {
      const button = parentElement.querySelector('#copy');
      const done = parentElement.querySelector('#done');
      button.textContent = data.label;
      button.onclick = async () => {
        const address = window.location.origin + window.location.pathname + '?' + data.query;
        try {
          await navigator.clipboard.writeText(address);
        } catch (error) {
          const field = document.createElement('textarea');
          field.value = address;
          document.body.appendChild(field);
          field.select();
          document.execCommand('copy');
          field.remove();
        }
        done.textContent = data.done;
        setTimeout(() => { done.textContent = ''; }, 4000);
      };
    }
    """,
)


def bar(page: Page) -> None:
    """Copy the link to the analysis as it stands: inputs only, in the reader's language."""
    _ = page._
    query = urlencode({**link.encode(st.session_state["study"]), "lang": page.lang})
    _COPY(
        key="share",
        data={"query": query, "label": _("Copy link to this analysis"), "done": _("Copied")},
    )
