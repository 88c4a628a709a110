"""Where a reader brings a list: what it may be, how it was understood, how it is used."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from geo.lists.limits import MAX_BYTES, too_big
from geo.lists.places import ASKED
from geo.lists.reading import UNPLACED
from geo.lists.wire import AskedRow, FaultGroup, Report
from geo.tables.atlas import default_data_dir
from ui import data
from ui.files.downloads import in_this_language
from ui.files.exports import to_csv
from ui.lists import template, words
from ui.lists.gate import GATE
from ui.lists.readings import BROKEN, READINGS
from ui.parts.columns import show_columns
from ui.parts.widgets import worded
from ui.queues import this_session
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.messages import told
from ui.text.safe import markdown_text
from ui.view import own_list, session
from ui.view.own_list import OwnList

KINDS: Final = ("csv", "tsv", "txt", "xlsx", "ods", "geojson", "json", "gpkg")
COLUMN, ROW = "liste-colonne", "liste-ligne"
LOOK_EVERY_S: Final = 0.2
# A form of three hundred choices helps nobody.
SHOWN_COLUMNS: Final = 40


def show_dialog() -> None:
    """Show it over the page until the reader closes it or puts a list to use."""
    st.dialog(_("Ma liste"), width="large", on_dismiss=own_list.hide)(_content)()


def _content() -> None:
    place = st.empty()
    if own_list.read() is None:
        with place.container():
            _choose()
    if own_list.read() is not None:
        GATE.close(this_session())
        with place.container():
            _show()


def _choose() -> None:
    st.markdown(words.limits())
    GATE.open(this_session())
    # Under the key of before, the file of before would still be there, and be read again.
    sent = st.file_uploader(_("Votre liste"), KINDS, key=f"liste-fichier-{own_list.forgotten()}")
    st.download_button(
        _("Modèle à remplir (CSV)"),
        in_this_language(template.as_csv),
        file_name=_("modele-de-liste.csv"),
        mime="text/csv",
        key="liste-modele",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
    if sent is not None:
        file, raw = sent.name, sent.getvalue()
        GATE.taken(this_session())
        _read(file, raw, {}, {})


def _read(
    file: str, raw: bytes, columns: Mapping[str, str | None], chosen: Mapping[int, str]
) -> None:
    """Keep a list as a process has understood it; else say why it has not."""
    report = _report(file, raw, columns, chosen)
    if report is not None:
        own_list.keep(OwnList(file, raw, report, columns, chosen))


def _report(
    file: str, raw: bytes, columns: Mapping[str, str | None], chosen: Mapping[int, str]
) -> Report | None:
    if len(raw) > MAX_BYTES:
        st.error(markdown_text(told(too_big(file).message)))
        return None
    given = {
        "file": file,
        "data": str(default_data_dir()),
        "land": data.get_version(),
        "columns": columns,
        "chosen": chosen,
    }
    work = READINGS.ask(given, raw, this_session())
    if work is None:
        st.warning(_("Trop de listes attendent déjà sur ce serveur : réessayez dans une minute."))
        return None
    bar = st.progress(0.0, words.progress(work))
    try:
        while not work.wait(LOOK_EVERY_S):
            bar.progress(work.rows / work.of if work.of else 0.0, words.progress(work))
    finally:
        # Whoever closes the page waits for nothing any more.
        work.stop()
    bar.empty()
    if work.report is None:
        st.error(markdown_text(told(work.error or BROKEN), limit=1_000))
    return work.report


def _show() -> None:
    own = own_list.read()
    if own is None:
        return
    st.markdown(f"{markdown_text(own.file)} — {words.summary(own.report)}")
    st.markdown(markdown_text(words.taken_for(own.report), limit=2_000))
    if note := words.without_a_seat(own.report):
        st.caption(note)
    _show_uses(own)
    _show_columns(own)
    if own.report.asked:
        _show_asked(own)
    _show_faults(own.report)


def _show_uses(own: OwnList) -> None:
    empty = own.report.poles.empty
    with st.container(horizontal=True, key="liste-emplois"):
        instead = st.button(
            _("Utiliser à la place du registre"),
            key="liste-seule",
            type="primary",
            on_click=own_list.use,
            args=("seule",),
            disabled=empty,
        )
        beside = st.button(
            _("Ajouter au registre"),
            key="liste-ajoutee",
            on_click=own_list.use,
            args=("ajoutee",),
            disabled=empty,
        )
        other = st.button(
            _("Choisir une autre liste"),
            key="liste-autre",
            type="tertiary",
            on_click=own_list.keep,
            args=(None,),
        )
    if instead or beside or other:
        session.run_again()


def _show_columns(own: OwnList) -> None:
    report = own.report
    columns = sorted(report.columns, key=lambda header: report.columns[header] is None)
    offered = worded(words.roles(), words.role_word)
    with (
        st.expander(
            _("Ce que tient chaque colonne"), expanded=report.poles.empty, key="liste-colonnes"
        ),
        st.form("liste-colonnes-dites", border=False),
    ):
        for place, header in enumerate(columns[:SHOWN_COLUMNS]):
            if place % 2 == 0:
                sides = st.columns(2)
            sides[place % 2].selectbox(
                markdown_text(header, limit=60),
                words.roles(),
                words.roles().index(report.columns[header] or words.ASIDE),
                offered,
                key=f"{COLUMN}-{place}",
                help=markdown_text(" · ".join(report.samples[header])) or None,
            )
        if len(columns) > SHOWN_COLUMNS:
            st.caption(
                _("{n} autres colonnes restent de côté.").format(
                    n=number(len(columns) - SHOWN_COLUMNS)
                )
            )
        again = st.form_submit_button(_("Relire avec ces colonnes"))
    if again:
        said = {
            header: st.session_state[f"{COLUMN}-{place}"] or None
            for place, header in enumerate(columns[:SHOWN_COLUMNS])
        }
        better = {header: role for header, role in said.items() if role != report.columns[header]}
        _read_again(own, {**own.columns, **better}, {})


def _show_asked(own: OwnList) -> None:
    with (
        st.expander(words.asked(own.report), expanded=True, key="liste-a-confirmer"),
        st.form("liste-lignes-dites", border=False),
    ):
        for row in own.report.asked:
            _ask_about(row)
        again = st.form_submit_button(_("Placer ces lignes"))
    if again:
        said = {row.row: st.session_state[f"{ROW}-{row.row}"] for row in own.report.asked}
        chosen = {row: code for row, code in said.items() if code is not None}
        if chosen:
            _read_again(own, own.columns, {**own.chosen, **chosen})


def _ask_about(row: AskedRow) -> None:
    options = {UNPLACED: _("Ne pas placer"), **row.candidates}
    st.selectbox(
        _("Ligne {line} : {name}").format(line=row.line, name=markdown_text(row.name, limit=80)),
        options,
        # Until somebody chooses, nobody has decided that it has no place.
        index=None,
        format_func=options.__getitem__,
        placeholder=_("Choisir…"),
        key=f"{ROW}-{row.row}",
    )
    st.caption(markdown_text(told(row.why)))


def _read_again(own: OwnList, columns: Mapping[str, str | None], chosen: Mapping[int, str]) -> None:
    before = own_list.read()
    _read(own.file, own.raw, columns, chosen)
    if own_list.read() is not before:
        session.run_again()


def _show_faults(report: Report) -> None:
    groups = [group for group in report.faults if group.kind != ASKED]
    for group in groups:
        _show_group(group)
    if not report.faults:
        return
    with st.container(horizontal=True):
        whole = st.toggle(_("Voir toutes les remarques"), key="liste-remarques")
        st.download_button(
            _("Toutes les remarques (CSV)"),
            in_this_language(partial(_as_csv, report)),
            file_name=_("remarques.csv"),
            mime="text/csv",
            key="liste-remarques-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    if whole:
        show_columns(_table(report), words.FAULT_COLUMNS, _("Toutes les remarques"))


def _show_group(group: FaultGroup) -> None:
    title = f"{markdown_text(words.kind_word(group.kind))} ({number(group.total)})"
    with st.expander(title):
        for fault in group.first:
            st.markdown(f"- {markdown_text(told(fault.message))}")
        if more := group.total - len(group.first):
            st.caption(ngettext("… et {n} autre.", "… et {n} autres.", more).format(n=number(more)))


def _table(report: Report) -> pd.DataFrame:
    return pd.DataFrame(map(words.fault_row, report.every_fault()))


def _as_csv(report: Report) -> bytes:
    titles = {column.name: _(str(column.title)) for column in words.FAULT_COLUMNS}
    return to_csv(_table(report), titles)
