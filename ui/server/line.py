"""What the page says of its line to the server: not there, cut, back again.

The browser's part is ``line.js``; its sentences are here, in every language: one script has one
digest.
"""

import json
import secrets
from pathlib import Path
from typing import Final

from ui.server.plain.addresses import PREFIX
from ui.server.screens import SCREENS
from ui.text.i18n import LANGUAGES, translator
from ui.text.marking import N_
from ui.view.language import PARAM as LANGUAGE

ASSETS: Final = Path(__file__).parents[1] / "assets"
# What a page compares: sessions do not outlive the process that had them.
PROCESS: Final = secrets.token_hex(8)
PROCESS_META: Final = "atlas-process"
SENTENCES: Final = {
    "blocked": N_(
        "La liaison continue avec le serveur (WebSocket) ne s'établit pas : un relais de votre "
        "réseau la bloque sans doute. La même vue existe en page légère, qui s'en passe."
    ),
    "slow": N_(
        "L'atlas met du temps à venir. La même vue existe en page légère, qui vient plus vite."
    ),
    "gone": N_("Le serveur de l'atlas ne répond plus. Votre vue reviendra d'elle-même."),
    "offline": N_("Votre appareil n'est plus relié au réseau. Votre vue reviendra d'elle-même."),
    "cut": N_("La liaison avec l'atlas est coupée : elle se rétablit."),
    "again": N_("Nouvel essai dans {seconds} s."),
    "back": N_("Le serveur répond de nouveau : votre vue revient."),
    "light": N_("Ouvrir la page légère"),
}


def line_script(base: str) -> str:
    """Return the script that watches the line, to be run before Streamlit's own.

    Parameters
    ----------
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    """
    settings = {
        "alive": f"{base}/atlas/alive",
        "process": PROCESS_META,
        "light": f"{base}{PREFIX}/",
        "language": LANGUAGE,
        "screens": [screen.url_path for screen in SCREENS],
        "words": {
            language: {name: translator(language).gettext(text) for name, text in SENTENCES.items()}
            for language in LANGUAGES
        },
    }
    # Nothing in a sentence may end the script.
    told = json.dumps(settings).replace("<", "\\u003c")
    return f"window.atlas.line = {told};\n{(ASSETS / 'line.js').read_text(encoding='utf-8')}"


def line_head() -> str:
    """Return what the head of the page holds for the script: its style, the server's process."""
    style = (ASSETS / "line.css").read_text(encoding="utf-8")
    return f'<meta name="{PROCESS_META}" content="{PROCESS}"><style>{style}</style>'
