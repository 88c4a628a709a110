"""The screens of the atlas and their stable addresses."""

from typing import Final, NamedTuple

from ui.text.marking import N_


class Screen(NamedTuple):
    """One screen: its file in ``pages/``, its address and the title to translate."""

    file: str
    url_path: str
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
