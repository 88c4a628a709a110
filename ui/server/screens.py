"""The screens of the atlas and their stable addresses."""

from collections.abc import Callable
from typing import Final, NamedTuple

from ui.text.i18n import _
from ui.text.marking import N_
from ui.view.choices import Screen as ScreenName

TITLE: Final = "Atlas PTCE"


class Screen(NamedTuple):
    """One screen: its file in ``pages/``, its address and the title to translate."""

    file: str
    url_path: ScreenName
    title: str


SCREENS: Final = (
    Screen("carte.py", "carte", N_("Carte")),
    Screen("couverture.py", "couverture", N_("Couverture")),
    Screen("comparer.py", "comparer", N_("Comparer")),
    Screen("portrait.py", "portrait", N_("Portrait")),
    Screen("implanter.py", "implanter", N_("Implanter")),
    Screen("chronologie.py", "chronologie", N_("Chronologie")),
    Screen("appels.py", "appels", N_("Appels")),
    Screen("donnees.py", "donnees", N_("Données et méthode")),
)


def page_title(screen: Screen, gettext: Callable[[str], str] = _) -> str:
    """Return what a tab of the browser and a search engine call a screen."""
    return f"{gettext(screen.title)} – {TITLE}"
