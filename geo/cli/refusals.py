"""Why a question of the command line or of an address is refused: sentences of no room of geo."""

from geo.problems import Message, message, quote


def territories_compared(given: int) -> Message:
    """Return that a comparison takes two to four territories."""
    return message(
        "La comparaison prend de deux à quatre territoires, pas {given} ; par exemple "
        "ancienne-region:82 region:11.",
        given=given,
    )


def not_together(one: str, other: str) -> Message:
    """Return that two options exclude each other."""
    return message("{one} et {other} ne vont pas ensemble.", one=one, other=other)


def thresholds_without_rule(option: str, known: str, given: str) -> Message:
    """Return that thresholds and years go with one value of an option only."""
    return message(
        "Les seuils et les années ne vont qu'avec {option} {known}, pas avec {given}.",
        option=option,
        known=known,
        given=quote(given),
    )


def perhaps(why: Message, offers: tuple[str, ...]) -> Message:
    """Return a refusal of a territory, and which ones may have been meant."""
    return message("{why} ; peut-être {offers} ?", why=why, offers=offers)


def limit_out_of_bounds(limit: int, most: int) -> Message:
    """Return that a number of rows is out of bounds."""
    return message("La limite {limit} n'est pas entre 1 et {most}.", limit=limit, most=most)
