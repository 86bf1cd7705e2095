"""The share bar: link, QR code, embedding, and the file for those who may not send links."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from urllib.parse import urlencode

import segno
import streamlit as st

from cbam.link import saved
from cbam.present.wording import problem
from pages.components import shell
from pages.components.shell import Page, plain

QR_LIMIT = 1_500  # bytes; a code of more modules cannot be read off a screen by a phone
_QR_WIDTH = 360  # pixels

_COPY = st.components.v2.component(
    "copy_link",
    html="<button id='copy' type='button'></button><span id='done' role='status'></span>",
    css="""
    button{font:inherit;font-size:.875rem;padding:.4rem .8rem;border-radius:.4rem;cursor:pointer;white-space:nowrap;
      min-height:2.5rem;border:1px solid var(--st-border-color);color:var(--st-text-color);
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


def bar(
    page: Page,
    downloads: Callable[[Page], None] | None = None,
    holds: str = "",
    **shown: str,
) -> None:
    """Send the analysis as it stands: inputs only, in the reader's language.

    Args:
        page: the page; a link opens on it.
        downloads: draws further buttons into the bar, such as exports.
        holds: what a link holds, with {page} for the name of the page; empty: what was entered.
        shown: as for ``shell.end``.
    """
    _ = page._
    params, fault = shell.address(**shown)
    query = urlencode(params)
    here = (st.context.url or "").split("?")[0]
    if page.embedded:
        with st.container(key="embedded"):
            name = _("Open the whole analysis")
            note = _("estimate, not a CBAM declaration")
            st.caption(f"[{plain(name)}]({here}?{query}) · {plain(note)}")
        return
    if fault is not None:
        st.warning(plain(problem(fault, page.lang)), icon=":material/link_off:")
    qr, embed, file = _("QR code"), _("Embed"), _("Open analysis")
    with st.container(horizontal=True, key="share", vertical_alignment="center"):
        _COPY(
            key="copy",
            data={"query": query, "label": _("Copy link to this analysis"), "done": _("Copied")},
            width="content",
        )
        # Dialogs, not popovers: at the foot of the page there is no room below a button.
        if st.button(qr, key="qr"):
            st.dialog(qr)(_qr)(page, f"{here}?{query}")
        if st.button(embed, key="embed"):
            st.dialog(embed)(_embed)(page, f"{here}?embed=true&{query}")
        _save(page)
        if st.button(file, key="open"):
            st.dialog(file)(_open)(page)
        if downloads is not None:
            downloads(page)
    place = st.session_state.get("place", "")
    text = holds or _(
        "A link opens on this page ({page}) and holds what you entered, never results."
    )
    st.caption(plain(text.format(page=place)))


def _qr(page: Page, url: str) -> None:
    """The link as a code, sized for a phone held against the screen."""
    _ = page._
    if len(url.encode()) > QR_LIMIT:
        st.markdown(_("This link is too long for a QR code. Copy it, or send the saved analysis."))
        return
    st.image(_qr_picture(url), width=_QR_WIDTH, alt=_("QR code of the link to this analysis"))
    st.caption(_("Scan it with WeChat or a camera: it opens the same analysis on a phone."))


@st.cache_data(max_entries=64, show_spinner=False)
def _qr_picture(url: str) -> str:
    """SVG, dark on light with its quiet zone in either mode of the page."""
    found = io.BytesIO()
    segno.make_qr(url, error="l").save(
        found, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, scale=4
    )
    return found.getvalue().decode()


def _embed(page: Page, url: str) -> None:
    """The line of HTML that shows headline and chart inside another page."""
    _ = page._
    st.markdown(_("Headline and chart inside your own page:"))
    title = html.escape(_("CBAM Export Exposure"))
    st.code(
        f'<iframe src="{html.escape(url)}" title="{title}" width="100%" height="640"'
        ' style="border:0" loading="lazy"></iframe>',
        language="html",
        wrap_lines=True,
    )


def _save(page: Page) -> None:
    _, study, lang = page._, st.session_state["study"], page.lang
    st.download_button(
        _("Save analysis"),
        lambda: saved.dump(study, lang),
        file_name=f"cbam-{shell.today().isoformat()}{saved.SUFFIX}",
        mime="application/json",
        key="save",
        on_click="ignore",
        help=_("One small file with everything, also the association’s name and logo."),
    )


def _open(page: Page) -> None:
    """A saved analysis takes the place of the one on the screen, or nothing changes."""
    _ = page._
    st.markdown(_("Choose a file saved with this tool. It replaces what is on the screen."))
    file = st.file_uploader(
        _("Saved analysis"), type="json", key="file",
        max_upload_size=saved.FILE_LIMIT // 1_000_000, label_visibility="collapsed",
    )  # fmt: skip
    if file is None:
        return
    raw = file.getvalue()
    study, problems = saved.load(raw)
    for error in problems:
        st.error(plain(problem(error, page.lang)), icon=":material/error:")
    if not problems:
        shell.take(study, saved.made(raw))
        st.session_state["problems"] = ()
        st.rerun()
