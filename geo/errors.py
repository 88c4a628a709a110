"""What can go wrong in the analyses; each error subclasses the builtin a caller would expect."""


class TerritoryFormatError(ValueError):
    """A territory is not written ``kind:code``."""


class FilterError(ValueError):
    """A filter holds a wave, a sector or a status that does not exist."""


class UnknownTerritoryError(LookupError):
    """A well-written territory is not in the tables."""


class UnknownPoleError(LookupError):
    """No pole of the register has this identifier."""


class TableError(LookupError):
    """A table, or the column that was asked for, is missing or damaged."""
