"""Where a row of a list is: matched where nothing speaks against it, else asked, never guessed.

The order of trust is that of docs/decisions/039: the Insee code, unless the commune does not bear
the name given; the name with its département or postcode; coordinates; the territories named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from geo.lists.clues import (
    TownName,
    of_postcode,
    several,
)
from geo.lists.gazetteer import (
    CURRENT,
    FIRST_LISTS,
    FORMER,
    Entry,
    Gazetteer,
    departement_of,
)
from geo.lists.points import Ground, Point
from geo.lists.said import CellFault, Clues, Said, read_clues
from geo.places.other_names import DISTRICT
from geo.problems import Message, message, quote

State = Literal["matched", "asked", "refused"]
MATCHED: Final = "matched"
ASKED: Final = "asked"
REFUSED: Final = "refused"

MAX_CANDIDATES: Final = 10
# Shorter names are one letter away from too many others.
SHORTEST_MISSPELT: Final = 5
LONG_NAME: Final = 8
# The town hall of a large commune is this far from its end.
FAR_KM: Final = 40.0


@dataclass(frozen=True)
class Placing:
    """Where a row is.

    Attributes
    ----------
    state
        ``matched``: placed, or kept without a seat where the row gives none; ``asked``: somebody
        has to choose; ``refused``: nothing places it.
    commune
        Code of today; ``None`` unless matched to a commune.
    candidates
        Codes to choose from, the likeliest first.
    why
        The sentence that says what is not plain; ``None`` where all is.
    territories
        What the row names as ``kind:code``.
    departement
        Where only that is known.
    faults
        Cells that were not used.
    """

    state: State
    commune: str | None = None
    candidates: tuple[str, ...] = ()
    why: Message | None = None
    territories: tuple[str, ...] = ()
    departement: str | None = None
    faults: tuple[CellFault, ...] = field(default=())


class _Answer(NamedTuple):
    state: State
    commune: str | None = None
    candidates: tuple[str, ...] = ()
    why: Message | None = None


@dataclass(frozen=True)
class Placer:
    """Places rows, each on its own.

    Attributes
    ----------
    known
        Codes and names.
    ground
        Returns where the communes are; called when the first coordinates are met.
    mixed_codes
        Whether the column of Insee codes holds postcodes too: then a code alone in its row says
        nothing, since one that no table knows as a postcode may be of a CEDEX.
    """

    known: Gazetteer
    ground: Callable[[], Ground]
    mixed_codes: bool = False

    def place(self, clues: Clues) -> Placing:
        """Return where a row is.

        Parameters
        ----------
        clues
            Its cells.
        """
        said, faults = read_clues(clues, self.known)
        answer = self._decide(said, faults)
        return self._placing(answer, said, faults)

    def _decide(self, said: Said, faults: list[CellFault]) -> _Answer:
        if said.code:
            answer = self._by_code_and_name(said) if said.name else self._by_code(said)
        elif said.name:
            answer = self._by_name(said.name, said)
        elif said.postcode and said.point is None:
            answer = self._by_postcode(said.postcode)
        else:
            answer = _Answer(REFUSED)
        if said.point:
            return self._with_point(answer, said, said.point, faults)
        return answer

    def _by_code_and_name(self, said: Said) -> _Answer:
        name = said.name
        assert name is not None  # noqa: S101 - tells the type checker what `_decide` has seen
        agreeing = self._agreeing(said.code, said.towns, name.key)
        if len(agreeing) == 1:
            return self._agreed(agreeing[0], name, said)
        if len(agreeing) > 1:
            return self._asked(agreeing, self._shared_out(said.code))
        if said.towns:
            return self._disagreeing(name, said)
        return self._unknown_code(name, said)

    def _agreeing(self, code: str, towns: frozenset[str], key: str) -> list[str]:
        """Return the communes that bear the name under the code, or did."""
        bearing = [entry for entry in self.known.names.get(key, ()) if entry.commune in towns]
        if bearing and all(entry.kind == FORMER for entry in bearing):
            # Under this name and this code, other communes of today may have been meant.
            past = [entry for entry in self.known.names[key] if entry.code == code]
            bearing = past or bearing
        return sorted({entry.commune for entry in bearing})

    def _agreed(self, town: str, name: TownName, said: Said) -> _Answer:
        if said.departements and not said.departements & self._departements(town, said.code):
            return self._asked(
                [town, *self._named_in(name, said.departements)],
                message(
                    "{code} est bien {name}, mais pas dans le département indiqué.",
                    code=said.code,
                    name=quote(self.known.communes[town].name),
                ),
            )
        why = self._became(town, name.key, said.code)
        if said.postcode and not self._departements(town, said.code) & of_postcode(said.postcode):
            why = why or message(
                "Le code postal {postcode} n'est pas de ce département ; le code Insee et le nom, "
                "qui vont ensemble, sont suivis.",
                postcode=said.postcode,
            )
        return _Answer(MATCHED, town, (), why)

    def _disagreeing(self, name: TownName, said: Said) -> _Answer:
        """Doubt a code whose commune does not bear the name: a postcode often is one."""
        if len(said.towns) == 1 and name.key not in self.known.names:
            (town,) = said.towns
            errors = 2 if len(name.key) >= LONG_NAME else 1
            almost = self.known.almost(name.key, self._departements(town, said.code), errors)
            sure = len(name.key) >= SHORTEST_MISSPELT and self._postcode_fits(said.postcode, town)
            if sure and [*almost] == [town]:
                return _Answer(MATCHED, town, (), self._read_as(name, almost[town], said.code))
        named = self._reading_of_name(name, said)
        candidates = [*named, *sorted(said.towns)]
        bearer = next(iter(sorted(said.towns)))
        why = message(
            "{code} est le code de {bearer}, pas de {name} : un code postal mis à la place du code "
            "Insee en est souvent un autre ; choisissez.",
            code=said.code,
            bearer=quote(self.known.communes[bearer].name),
            name=quote(name.text),
        )
        return self._asked(candidates, why)

    def _unknown_code(self, name: TownName, said: Said) -> _Answer:
        as_postcode = self._by_name(name, said._replace(code="", postcode=said.code))
        is_postcode = said.code in self.known.postcodes and said.postcode in {"", said.code}
        if as_postcode.state == MATCHED and (is_postcode or name.cedex):
            told = message(
                "{code} n'est pas un code Insee mais un code postal ; lu avec le nom.",
                code=said.code,
            )
            return as_postcode._replace(why=as_postcode.why or told)
        told = message(
            "{code} n'est le code d'aucune commune, ni d'aujourd'hui ni d'hier ; choisissez.",
            code=said.code,
        )
        return self._asked(self._reading_of_name(name, said), told)

    def _by_code(self, said: Said) -> _Answer:
        if not said.towns:
            told = message(
                "{code} n'est le code d'aucune commune, ni d'aujourd'hui ni d'hier.", code=said.code
            )
            if towns := self.known.postcodes.get(said.code):
                told = message(
                    "{code} est un code postal, pas un code Insee ; choisissez la commune.",
                    code=said.code,
                )
                return self._asked(sorted(towns), told)
            return _Answer(REFUSED, why=told)
        if len(said.towns) > 1:
            return self._asked(sorted(said.towns), self._shared_out(said.code))
        (town,) = said.towns
        alone = not said.postcode and said.point is None
        if self.mixed_codes and alone and said.code.isdigit():
            return self._code_or_postcode(town, said.code)
        here = self._departements(town, said.code)
        elsewhere = said.departements and not said.departements & here
        if elsewhere or not self._postcode_fits(said.postcode, town):
            told = message(
                "{code} est le code de {bearer}, que le département ou le code postal contredit ; "
                "choisissez.",
                code=said.code,
                bearer=quote(self.known.communes[town].name),
            )
            return self._asked([town, *sorted(self.known.postcodes.get(said.postcode, ()))], told)
        return _Answer(MATCHED, town, (), self._became(town, "", said.code))

    def _code_or_postcode(self, town: str, code: str) -> _Answer:
        as_postcode = self.known.postcodes.get(code, frozenset()) - {town}
        if as_postcode:
            told = message(
                "{code} est un code Insee et un code postal, et la colonne tient des deux ; "
                "choisissez.",
                code=code,
            )
        else:
            # A CEDEX is most often of the town that has the first postcode of the département.
            as_postcode = self.known.postcodes.get(f"{departement_of(code):0<5}", frozenset())
            told = message(
                "{code} est un code Insee, mais la colonne tient aussi des codes postaux : ce peut "
                "être un CEDEX ; choisissez.",
                code=code,
            )
        return self._asked([town, *sorted(as_postcode)], told)

    def _by_name(self, name: TownName, said: Said) -> _Answer:
        entries = self.known.names.get(name.key, [])
        of_postcode_towns = self.known.postcodes.get(said.postcode, frozenset())
        if of_postcode_towns:
            fits = [entry for entry in entries if self._has_postcode(entry, said.postcode)]
            where = frozenset(self.known.communes[town].departement for town in of_postcode_towns)
        else:
            where = of_postcode(said.postcode) if said.postcode else said.departements
            fits = self._in(entries, where)
        if said.departements:
            if where and not where & said.departements:
                found = [entry.commune for entry in self._in(entries, where | said.departements)]
                told = message(
                    "Le code postal {postcode} et le département ne vont pas ensemble ; "
                    "choisissez.",
                    postcode=said.postcode,
                )
                nearest = self.known.nearest(name.key, of_postcode_towns)
                return self._asked([*found, *nearest[: MAX_CANDIDATES // 2]], told)
            fits = self._in(fits, said.departements)
        if not where:
            return self._name_alone(name, entries)
        if fits:
            return self._best(fits, name, said)
        return self._misspelt(name, entries, where, said)

    def _best(self, fits: list[Entry], name: TownName, said: Said) -> _Answer:
        """Choose among what bears the name where it was said to be."""
        towns = {entry.commune for entry in fits}
        if len(towns) > 1:
            # « Vigan » may be Le Vigan; where both are, each has its article.
            spelt = [entry for entry in fits if entry.whole == name.whole] or fits
            towns = {entry.commune for entry in spelt}
        if len(towns) > 1:
            lasting = {
                entry.commune for entry in spelt if entry.until == "" or entry.until >= FIRST_LISTS
            }
            current = {entry.commune for entry in spelt if entry.kind == CURRENT}
            towns = current if current and lasting == current else towns
        if len(towns) > 1:
            told = message(
                "{name} est le nom de plusieurs communes ; choisissez.", name=quote(name.text)
            )
            return self._asked(sorted(towns), told)
        (town,) = towns
        why = self._became(town, name.key, "") or self._cedex(said, name)
        confirmed = said.postcode in self.known.postcodes
        if not confirmed and all(entry.kind == FORMER for entry in fits):
            # A name given up is one typing error away from one in use.
            here = self._departements(town, "")
            others = [code for code in self.known.almost(name.key, here, 1) if code != town]
            if others:
                told = message(
                    "{name} est un ancien nom, mais un autre lui ressemble ; choisissez.",
                    name=quote(name.text),
                )
                return self._asked([town, *others], told)
        return _Answer(MATCHED, town, (), why)

    def _misspelt(
        self, name: TownName, entries: list[Entry], where: frozenset[str], said: Said
    ) -> _Answer:
        of_postcode_towns = self.known.postcodes.get(said.postcode, frozenset())
        if parts := several(name, self.known):
            found = [
                entry.commune
                for part in parts
                for entry in self._in(self.known.names[part.key], where)
            ]
            if found:
                told = message(
                    "{name} nomme plusieurs communes ; choisissez le siège.", name=quote(name.text)
                )
                return self._asked(found, told)
        almost = self.known.almost(name.key, sorted(where), 1)
        if len(almost) == 1 and not entries and len(name.key) >= SHORTEST_MISSPELT:
            ((town, spelt),) = almost.items()
            confirmed = of_postcode_towns and self._town_has(town, spelt, said.postcode)
            # Massels and Massoulès have one postcode: « Massuls » is either.
            rivals = self.known.almost(name.key, sorted(where), 2).keys() & of_postcode_towns
            if confirmed and rivals <= {town}:
                return _Answer(MATCHED, town, (), self._read_as(name, spelt, said.postcode))
        if not almost and len(name.key) >= LONG_NAME:
            almost = self.known.almost(name.key, sorted(where), 2)
        here = [entry.commune for entry in self._in(entries, where)]
        longer = self._longer(name.key, where)
        candidates = [
            *here,
            *almost,
            *longer,
            *self.known.nearest(name.key, of_postcode_towns)[: MAX_CANDIDATES // 2],
            *self._few({entry.commune for entry in entries}),
        ]
        if not candidates:
            told = message(
                "Aucune commune ne s'appelle {name} à cet endroit ; écrivez son nom officiel ou "
                "son code Insee.",
                name=quote(name.text),
            )
            return _Answer(REFUSED, why=told)
        told = message(
            "{name} n'est le nom d'aucune commune à cet endroit ; choisissez parmi les plus "
            "proches.",
            name=quote(name.text),
        )
        return self._asked(candidates, told)

    def _name_alone(self, name: TownName, entries: list[Entry]) -> _Answer:
        if not entries:
            told = message(
                "Aucune commune ne s'appelle {name} ; ajoutez le département ou le code postal.",
                name=quote(name.text),
            )
            return _Answer(REFUSED, why=told)
        ranked = sorted(
            entries, key=lambda entry: (entry.whole != name.whole, entry.kind != CURRENT)
        )
        told = message(
            "Le nom {name} seul ne suffit pas ; confirmez, ou ajoutez le département ou le code "
            "postal.",
            name=quote(name.text),
        )
        return self._asked([entry.commune for entry in ranked], told)

    def _by_postcode(self, postcode: str) -> _Answer:
        towns = sorted(self.known.postcodes.get(postcode, ()))
        told = message(
            "Le code postal {postcode} seul ne dit pas la commune ; choisissez.", postcode=postcode
        )
        return self._asked(towns, told) if towns else _Answer(REFUSED)

    def _with_point(
        self, answer: _Answer, said: Said, point: Point, faults: list[CellFault]
    ) -> _Answer:
        ground = self.ground()
        if answer.state == MATCHED and answer.commune:
            if ground.km_from_hall(point, answer.commune) <= FAR_KM:
                return answer
            there = ground.locate(point).communes
            commune = quote(self.known.communes[answer.commune].name)
            if said.code and said.name:
                # Two cells agree against the third.
                told = message(
                    "les coordonnées tombent loin de {commune} ; corrigez-les", commune=commune
                )
                faults.append(CellFault("latitude", f"{point.lat:.5f} ; {point.lon:.5f}", told))
                return answer
            told = message(
                "Les coordonnées tombent loin de {commune} ; choisissez.", commune=commune
            )
            return self._asked([answer.commune, *there], told)
        located = ground.locate(point)
        if answer.state == REFUSED and not (said.code or said.name):
            return self._by_point(located.communes, located.how, sure=located.sure)
        # Named where the point falls: two readings agree.
        both = [town for town in answer.candidates if town in located.communes]
        if (
            said.name
            and len(both) == 1
            and not said.code
            and self.known.borne(both[0], said.name.key)
        ):
            told = message("Homonyme choisi par ses coordonnées, {how}.", how=located.how)
            return _Answer(MATCHED, both[0], (), told)
        why = answer.why or message("Rien d'autre ne confirme les coordonnées ; choisissez.")
        return self._asked([*both, *answer.candidates, *located.communes], why)

    def _by_point(self, towns: tuple[str, ...], how: Message, *, sure: bool) -> _Answer:
        if sure:
            return _Answer(
                MATCHED, towns[0], (), message("Placé par ses coordonnées, {how}.", how=how)
            )
        if not towns:
            return _Answer(REFUSED, why=message("Les coordonnées ne tombent dans aucune commune."))
        told = message("Coordonnées trop près d'une limite, {how} ; choisissez.", how=how)
        return self._asked(towns, told)

    # The row as a whole.

    def _placing(self, answer: _Answer, said: Said, faults: list[CellFault]) -> Placing:
        named = said.named
        faults += [CellFault(*fault) for fault in named.faults]
        departement = next(iter(said.departements)) if len(said.departements) == 1 else None
        placed = Placing(
            answer.state,
            answer.commune,
            answer.candidates,
            answer.why or named.kept,
            named.ids,
            faults=tuple(faults),
        )
        if answer.state != REFUSED or answer.why is not None:
            return placed
        without_seat = replace(placed, state=MATCHED, departement=departement)
        if named.why:
            state: State = ASKED if named.candidates else MATCHED
            return replace(without_seat, state=state, candidates=named.candidates, why=named.why)
        if departement:
            told = message("Sans commune : gardé dans le département {code}.", code=departement)
            return replace(without_seat, why=told)
        told = message(
            "Rien ne dit où : ajoutez le code Insee, ou la commune avec son département ou son "
            "code postal."
        )
        return replace(placed, why=told)

    # Small questions.

    def _asked(self, candidates: Iterable[str], why: Message) -> _Answer:
        found = tuple(dict.fromkeys(candidates))[:MAX_CANDIDATES]
        return _Answer(ASKED if found else REFUSED, None, found, why)

    @staticmethod
    def _few(towns: Iterable[str]) -> list[str]:
        found = sorted(towns)
        return found if len(found) <= MAX_CANDIDATES // 2 else []

    def _in(self, entries: Iterable[Entry], departements: frozenset[str]) -> list[Entry]:
        return [e for e in entries if self.known.departements_of(e) & departements]

    def _named_in(self, name: TownName, departements: frozenset[str]) -> list[str]:
        return [e.commune for e in self._in(self.known.names.get(name.key, ()), departements)]

    def _longer(self, key: str, where: Iterable[str]) -> list[str]:
        """Return what begins so, or begins it: « Romans » for Romans-sur-Isère, and the reverse."""

        def begins(one: str, other: str) -> bool:
            return len(one) >= SHORTEST_MISSPELT and other.startswith(f"{one} ")

        return [
            entry.commune
            for departement in sorted(where)
            for spelt in self.known.near.get(departement, ())
            if begins(key, spelt) or begins(spelt, key)
            for entry in self._in(self.known.names[spelt], frozenset({departement}))
        ][: MAX_CANDIDATES // 2]

    def _departements(self, town: str, code: str) -> frozenset[str]:
        own = frozenset({self.known.communes[town].departement})
        return own | {departement_of(code)} if code else own

    def _has_postcode(self, entry: Entry, postcode: str) -> bool:
        return (
            postcode in entry.postcodes or postcode in self.known.communes[entry.commune].postcodes
        )

    def _town_has(self, town: str, spelt: str, postcode: str) -> bool:
        return town in self.known.postcodes.get(postcode, ()) or any(
            entry.commune == town and postcode in entry.postcodes
            for entry in self.known.names.get(spelt, ())
        )

    def _postcode_fits(self, postcode: str, town: str) -> bool:
        """Tell whether a postcode speaks for a commune, or at least not against it."""
        if not postcode or town in self.known.postcodes.get(postcode, ()):
            return True
        unknown = postcode not in self.known.postcodes
        return unknown and self.known.communes[town].departement in of_postcode(postcode)

    def _reading_of_name(self, name: TownName, said: Said) -> list[str]:
        """Return what the name alone means, where the code and the rest say it may be."""
        entries = self.known.names.get(name.key, [])
        for postcode in filter(None, (said.postcode, said.code)):
            if fits := [entry for entry in entries if self._has_postcode(entry, postcode)]:
                return list(dict.fromkeys(entry.commune for entry in fits))
        where = said.departements | frozenset({departement_of(said.code)} if said.code else ())
        if said.postcode:
            where |= of_postcode(said.postcode)
        if fits := self._in(entries, where):
            return list(dict.fromkeys(entry.commune for entry in fits))
        if almost := self.known.almost(name.key, sorted(where), 1):
            return [*almost][: MAX_CANDIDATES // 2]
        return self._few({entry.commune for entry in entries})

    def _became(self, town: str, key: str, code: str) -> Message | None:
        """Return what an old code or name became; ``None`` where it is that of today."""
        today = self.known.communes[town]
        borne = self.known.borne(town, key) if key else None
        if code and code != town:
            return message(
                "{code} mène à la commune d'aujourd'hui, {town} {name}.",
                code=code,
                town=town,
                name=quote(today.name),
            )
        if borne and borne.kind not in {CURRENT, DISTRICT}:
            return message(
                "{old} est aujourd'hui dans {name} ({town}).",
                old=quote(borne.name),
                name=quote(today.name),
                town=town,
            )
        return None

    @staticmethod
    def _shared_out(code: str) -> Message:
        return message("{code} a été partagé entre plusieurs communes ; choisissez.", code=code)

    @staticmethod
    def _read_as(name: TownName, spelt: str, by: str) -> Message:
        return message(
            "{written} est lu {spelt}, à une faute de frappe près, que confirme {by}.",
            written=quote(name.text),
            spelt=quote(spelt),
            by=by,
        )

    def _cedex(self, said: Said, name: TownName) -> Message | None:
        unknown = said.postcode and said.postcode not in self.known.postcodes
        if not unknown or name.cedex or said.postcode.endswith("000"):
            return None
        return message(
            "{postcode} n'est le code postal d'aucune commune, sans doute un CEDEX : lu comme le "
            "département.",
            postcode=said.postcode,
        )
