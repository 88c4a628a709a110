"""Take a view elsewhere: its address to copy, and the code that shows it on another site."""

import html
import re
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit import config

from ui.text.i18n import _
from ui.text.safe import web_address
from ui.view import session
from ui.view.choices import DEFAULT_VIEW, ViewState
from ui.view.language import PARAM as LANGUAGE
from ui.view.language import language_of_link
from ui.view.link import NAMED_KEY, PARAMS, SEPARATOR, view_params

EMBED: Final = "embed"
FRAME_HEIGHT_PX: Final = 700
_ORIGIN: Final = re.compile(r"https?://[^/?#@\s]+", re.IGNORECASE)


def is_embedded() -> bool:
    """Tell whether the view is shown inside a page of another site: ``?embed=true``."""
    return bool(st.context.is_embedded)


def site_address() -> str:
    """Return where the reader's browser finds the atlas, without a slash at the end.

    What the browser says of itself when it opens the session, not the ``Host`` that a relay
    rewrites. Streamlit's own address of the page comes second: in a frame it is that of the page
    around.

    Returns
    -------
    str
        Scheme, host, port and ``server.baseUrlPath``; ``""`` outside a browser.
    """
    origin = st.context.headers.get("Origin") or ""
    if not _ORIGIN.fullmatch(origin):
        parts = urlsplit(web_address(st.context.url))
        origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    if not (origin := web_address(origin)):
        return ""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"{origin.rstrip('/')}/{quote(base)}".rstrip("/")


def absolute_link(view: ViewState, screen: str | None = None, *, embed: bool = False) -> str:
    """Return the address that opens a view again, for whoever has it.

    Parameters
    ----------
    view
        What it opens; its parameters are those of the address bar, in one order, defaults left
        out.
    screen
        ``url_path`` of the screen; by default the one on show.
    embed
        Without the frame of the site, to be shown inside a page of another one.

    Returns
    -------
    str
        An http or https address; from the root on where the browser did not say its own.
    """
    screen = screen or session.screen()
    # The first screen lives at the root, and a link stays short.
    path = "/" if screen == session.DEFAULT_SCREEN else f"/{quote(screen)}"
    params = view_params(view)
    if (spoken := language_of_link()) and LANGUAGE not in PARAMS.values():
        params[LANGUAGE] = spoken
    if embed:
        params[EMBED] = "true"
    query = urlencode(params, safe=f":{SEPARATOR}")
    return f"{site_address()}{path}" + (f"?{query}" if query else "")


def frame_code(address: str, title: str) -> str:
    """Return the HTML that shows an address in a page of another site.

    Parameters
    ----------
    address
        From `absolute_link`, with ``embed``.
    title
        What a screen reader says of the frame, as text.
    """
    return (
        f'<iframe src="{html.escape(address)}" title="{html.escape(title)}" '
        f'width="100%" height="{FRAME_HEIGHT_PX}" loading="lazy" '
        'allow="clipboard-write" style="border:0"></iframe>'
    )


def show_share(title: str) -> None:
    """Show what copies the address of the view on screen, and the code that embeds it.

    Inside a page of another site, the way to the whole atlas comes first.

    Parameters
    ----------
    title
        Name of the screen, in the reader's language.
    """
    view = session.shared()
    if is_embedded():
        with st.container(horizontal=True, gap="small", key="vers-atlas"):
            st.link_button(
                _("Ouvrir dans l'atlas PTCE"),
                web_address(absolute_link(view)),
                type="tertiary",
                icon=":material/open_in_new:",
            )
            st.caption(_("Légende, sources et tableaux plus bas."))
            _copying(title)
        return
    _copying(title)


@st.fragment
def _copying(title: str) -> None:
    view = session.shared()
    named = view_params(view).items() - view_params(session.current()).items()
    if named:
        # What the screen has chosen by itself is not in the address that the page copies.
        with st.container(key=NAMED_KEY):
            st.markdown(f"[.](?{urlencode(sorted(named), safe=f':{SEPARATOR}')})")
    # Parts of a screen run alone, and change the link: it is written anew when asked for.
    with st.popover(
        _("Copier le lien"),
        icon=":material/link:",
        type="tertiary",
        key="partage-ouvrir",
        on_change="rerun",
    ):
        # The page copies the address at once (`ui.server.shell`) and marks whether it could.
        with st.container(key="lien-copie"):
            st.markdown(_("**Lien copié.** Collez-le dans un message :"))
        with st.container(key="lien-a-copier"):
            st.markdown(_("**Lien à copier** (sélectionnez-le, puis Ctrl+C) :"))
        st.code(absolute_link(view), language=None, wrap_lines=True)
        st.caption(
            _(
                "Il rouvre cette vue avec ses choix ; la carte s'ouvre cadrée sur le territoire, "
                "sans votre déplacement ni votre zoom."
            )
        )
        if view.own_list != DEFAULT_VIEW.own_list:
            st.caption(
                _(
                    "Votre liste n'est pas dans le lien : qui l'ouvre voit le registre, et lit "
                    "qu'une liste privée était affichée."
                )
            )
        st.markdown(_("**Intégrer** cette vue dans une page :"))
        address = absolute_link(view, embed=True)
        st.code(
            frame_code(address, _("Atlas PTCE : {screen}").format(screen=title)),
            language=None,
            wrap_lines=True,
        )
        st.caption(_("L'hébergeur de l'atlas doit avoir autorisé le site qui l'intègre."))
