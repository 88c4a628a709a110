"""What is asked of the atlas: about whom, how far a pole reaches, which poles, who comes first."""

from dataclasses import dataclass, field, replace

from geo.people.people import DEFAULT_PRIORITIES, PriorityRule
from geo.poles.select import PoleFilter
from geo.reach.reach import DEFAULT_REACH, Reach, ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, Territory

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """A question to the tables; two are equal when they ask the same of the same tables.

    It can be the key of a cache, which stands in its tables (`geo.memo`): what is remembered of one
    atlas never answers for another, and is forgotten with it.

    Attributes
    ----------
    atlas
        The tables.
    territory
        About whom.
    rule
        How far a pole reaches.
    poles
        Poles that count, wherever they are: `own_poles` are those of the territory.
    priorities
        Who comes first: what counts as rural and as deindustrialised.
    """

    atlas: Atlas
    territory: Territory = FRANCE
    rule: ReachRule = DEFAULT_REACH
    poles: PoleFilter = field(default_factory=PoleFilter)
    priorities: PriorityRule = DEFAULT_PRIORITIES

    def about(self, territory: Territory) -> "Question":
        """Return the same question about another territory."""
        return replace(self, territory=territory)

    def of(self, poles: PoleFilter) -> "Question":
        """Return the same question of other poles."""
        return replace(self, poles=poles)

    @property
    def own_poles(self) -> PoleFilter:
        """The poles that count and are attached to the territory."""
        return replace(self.poles, territory=self.territory)

    @property
    def reach_alone(self) -> "Question":
        """The part of the question that moves whom the poles reach, the same for all territories.

        Neither the territory nor the priorities do: what is computed of this part is computed once.
        """
        return Question(self.atlas, rule=self.rule, poles=self.poles)

    def reach(self) -> Reach:
        """Say of each commune of France which poles reach it, as `geo.reach.reach.reach`."""
        return reach(self.atlas, self.rule, self.poles)
