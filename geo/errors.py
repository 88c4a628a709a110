"""What can go wrong in the analyses; each error subclasses the builtin a caller would expect."""

from geo.problems import Message


class AtlasError(Exception):
    """What a reader may be told, in any language; ``str`` of it is French.

    Attributes
    ----------
    message
        The sentence.
    """

    def __init__(self, message: Message) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


class TerritoryFormatError(AtlasError, ValueError):
    """A territory is not written ``kind:code``."""


class FilterError(AtlasError, ValueError):
    """A choice does not exist, or does not go with another one.

    Attributes
    ----------
    option
        Which one, as the command line names it; ``None`` where it is no option.
    """

    def __init__(self, message: Message, option: str | None = None) -> None:
        """Keep the sentence, and whom it is about."""
        super().__init__(message)
        self.option = option


class UnknownTerritoryError(AtlasError, LookupError):
    """A well-written territory is not in the tables."""


class UnknownPoleError(AtlasError, LookupError):
    """No pole of the register has this identifier."""


class TableError(AtlasError, LookupError):
    """A table, or the column that was asked for, is missing or damaged."""


class ListError(AtlasError, ValueError):
    """A list of poles cannot be read at all, or is asked to be read in a way that is not known."""


class RegisterError(AtlasError, RuntimeError):
    """The register cannot be had from where it is kept, or is told to be where it cannot be."""
