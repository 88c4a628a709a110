"""The wait for new sites: how far the study is, what is still to come, how to stop and retry."""

from functools import partial
from typing import Final

import streamlit as st

from geo.problems import message_from_json
from geo.siting.cover import SitingRequest
from geo.siting.wire import poles_to_text, request_to_json
from geo.tables.atlas import Atlas
from ui.queues import this_session
from ui.screens.implanter.solver import LONGEST_S, SOLVERS, study_key
from ui.screens.implanter.study import DONE, FAILED, WAITING, Study
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import markdown_text
from ui.view import session

HALTED: Final = "solveur-arrete"
POLL_S: Final = 0.7
# What follows the answer, in the order of `geo.siting.worker`.
REST: Final = {
    "vetoes": N_("le coût des refus"),
    "alternatives": N_("les choix plus équitables"),
    "curve": N_("la courbe"),
    "stability": N_("la stabilité"),
    "without": N_("ce qui se passe si une ville dit non"),
}
# Told again with each of their rows: known in full once something else follows.
GROWING: Final = frozenset({"curve", "without"})
STEPS: Final = ("started", "answer", *REST)
SECONDS_IN_MINUTE: Final = 60


def current_study(atlas: Atlas, request: SitingRequest) -> tuple[str, Study | None]:
    """Return the key of a request and its study, asked for unless the reader has stopped it.

    Returns
    -------
    key, study
        None when too many wait already, or when it was stopped and is forgotten.
    """
    # The poles go along once, when the study starts; their version tells one study from another.
    given = {
        **request_to_json(request),
        "data": str(atlas.files.folder),
        "land": atlas.files.land,
        "version": atlas.version,
        "private": atlas.own is not None,
    }
    key = study_key(given)
    if st.session_state.get(HALTED) == key:
        return key, SOLVERS.find(key)
    st.session_state[HALTED] = ""
    return key, SOLVERS.ask(given, this_session(), partial(poles_to_text, atlas))


def to_come(study: Study) -> list[str]:
    """Return the stages after the answer that are not known in full, as keys of `REST`."""
    if study.state == DONE:
        return []
    stages = list(REST)
    told = [place for place, stage in enumerate(stages) if stage in study.events]
    if not told:
        return stages
    return stages[told[-1] + (stages[told[-1]] not in GROWING) :]


def stage_of(study: Study | None) -> int:
    """Return a number that grows with each part of a study known in full, and with its end."""
    if study is None:
        return 0
    known = 1 + len(REST) - len(to_come(study)) if "answer" in study.events else 0
    return known + (len(STEPS) if study.over else 0)


def show_wait(atlas: Atlas, request: SitingRequest) -> None:
    """Show how far the study is, with what stops it; the page runs again at each stage."""
    key, study = current_study(atlas, request)
    if st.session_state[HALTED] == key:
        _show_halted(study)
        return
    if study is None:
        st.warning(_("Trop de calculs attendent déjà sur ce serveur : réessayez dans une minute."))
        st.button(_("Réessayer"), key="calculer")
        return
    if study.over:
        if study.state == FAILED:
            _show_failure(study)
        return
    shown = stage_of(study)

    @st.fragment(run_every=POLL_S)
    def follow() -> None:
        now = current_study(atlas, request)[1]
        if now is None or now.over or stage_of(now) != shown:
            session.run_again()
        with st.container(horizontal=True, key="attente", vertical_alignment="center"):
            told = sum(step in now.events for step in STEPS)
            st.progress(told / len(STEPS), progress_words(now))
            st.button(_("Arrêter"), key="arreter", on_click=halt, args=(key,))

    follow()


def progress_words(study: Study) -> str:
    """Return what a study under way is doing, what is still to come, and for how long it runs."""
    answered = "answer" in study.events
    if study.state == WAITING and not answered:
        return ngettext(
            "En attente : {n} autre calcul passe avant le vôtre.",
            "En attente : {n} autres calculs passent avant le vôtre.",
            study.ahead,
        ).format(n=number(study.ahead))
    coming = _in_words(to_come(study))
    if study.state == WAITING:
        words = _("La réponse est là. Un autre calcul est en cours ; ensuite viendront {parts}.")
        return words.format(parts=coming)
    words = (
        _("La réponse est là. À venir : {parts} ({seconds} s)")
        if answered
        else _("Je cherche les meilleurs sites et la preuve ({seconds} s)")
    )
    return words.format(parts=coming, seconds=number(study.seconds))


def halt(key: str) -> None:
    """Stop the study of this reader; its process is killed if nobody else waits for it."""
    st.session_state[HALTED] = key
    SOLVERS.leave(this_session())


def retry() -> None:
    """Ask again for a study that failed or was stopped: it goes on from the answer it has."""
    st.session_state[HALTED] = ""
    SOLVERS.leave(this_session())


def show_absent(study: Study, coming: str) -> None:
    """Say why a part of the answer is not there: it is coming, or nothing more comes.

    Parameters
    ----------
    study
        The study.
    coming
        What is told while it is under way.
    """
    st.info(_("Absent : la suite du calcul n'est pas allée au bout.") if study.over else coming)


def _in_words(stages: list[str]) -> str:
    return enumeration([_(REST[stage]) for stage in stages])


def _show_halted(study: Study | None) -> None:
    words = _("Calcul arrêté.")
    if study and "answer" in study.events:
        if not to_come(study):
            return
        words = _("Calcul arrêté : la réponse reste, il manque {parts}.").format(
            parts=_in_words(to_come(study))
        )
    st.info(words)
    st.button(_("Calculer"), key="calculer", type="primary", on_click=retry)


def _show_failure(study: Study) -> None:
    error = study.events.get("error")
    if error:
        st.error(markdown_text(told(message_from_json(error["message"]))))
        return
    if "answer" in study.events:
        words = _("La réponse tient, mais le calcul s'est interrompu ensuite : il manque {parts}.")
        st.warning(words.format(parts=_in_words(to_come(study))))
    elif study.overran:
        st.error(
            _(
                "Le calcul a été arrêté après {minutes} minutes sans réponse. Choisissez un "
                "territoire plus petit, moins de sites ou des villes plus peuplées."
            ).format(minutes=number(LONGEST_S / SECONDS_IN_MINUTE))
        )
    else:
        st.error(_("Le calcul s'est interrompu avant d'avoir une réponse."))
    st.button(_("Réessayer"), key="reessayer", type="primary", on_click=retry)
