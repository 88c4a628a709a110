"""Small pictures of the communes after each wave, painted on the server from the same numbers."""

import base64
import io
from typing import Final, NamedTuple

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from geo.memo import lately
from geo.places.membership import commune_mask
from geo.places.territories import Territory, bounds
from geo.poles.joined import of_list
from geo.reach.question import Question
from geo.reach.reach import ReachRule
from geo.reach.timeline import seats_of, wave_order, wave_states
from geo.tables.atlas import Atlas
from geo.tables.rasters import FRAMES, TO_METRES, CommuneRaster
from geo.territory_id import OVERSEAS_CODES
from ui import data
from ui.maps.crowds import MOST_MARKS
from ui.text.palette import INK, NEWLY, NOT_REACHED, OWN_LIST, PAPER, REACHED_SMALL, SEA

# Colours of the states of `geo.reach.timeline.wave_states`, on paper that shows against the sea.
STATE_COLOURS: Final = (NOT_REACHED, REACHED_SMALL, NEWLY)
OUTSIDE_COLOUR: Final = "#E3E6E9"
EARLIER: Final = "#5B6878"
OVERSEAS_FRAMES: Final = [frame for frame in FRAMES if frame != "metropole"]
OVERSEAS_SHARE: Final = 0.16
# Of the radius of a disc: a square on its corner about as large.
DIAMOND_SHARE: Final = 1.25
MARGIN_SHARE: Final = 0.03


def wave_picture(question: Question, cohort: str, width: int) -> bytes:
    """Return the state of a territory after a wave as a PNG.

    Parameters
    ----------
    question
        Of whom, and how far a pole reaches; for France the overseas départements stand below the
        hexagon.
    cohort
        One of `geo.reach.timeline.wave_order`.
    width
        Pixels.
    """
    # Every wave counts: a reader's filters and priorities, out of sight here, change no picture.
    return _picture(Question(question.atlas, question.territory, question.rule), cohort, width)


@lately(128)
def _picture(question: Question, cohort: str, width: int) -> bytes:
    atlas, territory = question.atlas, question.territory
    if territory.kind in {"france", "metropole"}:
        gap = max(4, round(MARGIN_SHARE * width))
        inner = width - 2 * gap
        main = _frame("metropole", question, cohort, None, inner)
        overseas = [] if territory.kind == "metropole" else OVERSEAS_FRAMES
        side = int(inner * OVERSEAS_SHARE)
        sound = data.sound_frames()
        # One that cannot be read leaves its place empty: the others are told by theirs.
        parts = {
            place: _frame(one, question, cohort, None, side)
            for place, one in enumerate(overseas)
            if one in sound
        }
        below = max((part.height + gap for part in parts.values()), default=0)
        board = Image.new("RGB", (width, main.height + below + 2 * gap), SEA)
        board.paste(main, (gap, gap))
        for place, part in parts.items():
            board.paste(part, (gap + place * inner // len(overseas), main.height + 2 * gap))
        return _png(board)
    box = bounds(atlas, territory)
    return _png(_frame(_frame_of(atlas, territory), question, cohort, box, width))


def can_be_pictured(atlas: Atlas, territory: Territory) -> bool:
    """Tell whether the picture of communes that shows a territory can be read."""
    return _frame_of(atlas, territory) in data.sound_frames()


def _frame_of(atlas: Atlas, territory: Territory) -> str:
    """Return the frame in which a territory lies, the hexagon for France."""
    if territory.kind in {"france", "metropole"}:
        return "metropole"
    codes = atlas.require_communes()["departement"]
    own: str = codes[commune_mask(atlas, territory)].iloc[0]
    return own if own in OVERSEAS_CODES else "metropole"


def picture_address(picture: bytes) -> str:
    """Return a PNG as an address that holds it.

    Streamlit forgets the pictures of a run when the next one ends: a browser that asks late, while
    the waves are played, would find nothing.
    """
    return f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"


def width_within(picture: bytes, width: int, height: int) -> int:
    """Return how wide a picture shaped as a PNG may be, within a width and a height in pixels."""
    with Image.open(io.BytesIO(picture)) as shown:
        return min(width, round(height * shown.width / shown.height))


def _frame(
    frame: str,
    question: Question,
    cohort: str,
    box: tuple[float, float, float, float] | None,
    width: int,
) -> Image.Image:
    raster = data.get_raster(frame)
    states = _states(question.atlas, cohort, question.rule) + 1
    states[~commune_mask(question.atlas, question.territory)] = len(STATE_COLOURS) + 1
    top, bottom, left, right = _crop(raster, box)
    numbers = raster.numbers[top:bottom, left:right]
    painted = np.concatenate([[0], states]).astype(np.uint8)[numbers]
    picture = Image.fromarray(painted, "P")
    colours = [SEA, *STATE_COLOURS, OUTSIDE_COLOUR]
    picture.putpalette([value for one in colours for value in ImageColor.getrgb(one)[:3]])
    height = max(1, round(width * painted.shape[0] / painted.shape[1]))
    shown = picture.resize((width, height), Image.Resampling.NEAREST).convert("RGB")
    draw = ImageDraw.Draw(shown)
    radius = min(6, max(2, width // 75))
    for seats in _seats(question.atlas, cohort):
        columns = (seats.x - raster.west) / (raster.east - raster.west) * raster.numbers.shape[1]
        rows = (raster.north - seats.y) / (raster.north - raster.south) * raster.numbers.shape[0]
        at_x = (columns - left) * width / (right - left)
        at_y = (rows - top) * height / (bottom - top)
        inside = (at_x >= 0) & (at_x < width) & (at_y >= 0) & (at_y < height)
        spots = np.column_stack([at_x, at_y])[inside]
        if len(seats.x) > MOST_MARKS:
            # So many that each is a dot of the picture.
            for x, y in np.unique(spots.round(), axis=0):
                draw.rectangle((x, y, x + 1, y + 1), fill=seats.colour)
            continue
        for x, y in spots:
            _draw_seat(draw, x, y, radius, seats)
    return shown


class Seats(NamedTuple):
    """Seats drawn alike: where, in Web Mercator metres, and whether they are of a reader's list."""

    x: np.ndarray
    y: np.ndarray
    colour: str
    own: bool


def _draw_seat(draw: ImageDraw.ImageDraw, x: float, y: float, radius: int, seats: Seats) -> None:
    if seats.own:
        half = radius * DIAMOND_SHARE
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        draw.polygon(corners, fill=seats.colour, outline=PAPER)
    else:
        place = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(place, fill=seats.colour, outline=PAPER)


@lately(64)
def _states(atlas: Atlas, cohort: str, rule: ReachRule) -> np.ndarray:
    return wave_states(atlas, cohort, rule).astype(np.int16)


@lately(32)
def _seats(atlas: Atlas, cohort: str) -> tuple[Seats, ...]:
    """Return the seats, those of the wave last, on top, and of each those of a list first."""
    order = wave_order(atlas)
    found = []
    for cohorts, colour in ((order[: order.index(cohort)], EARLIER), ((cohort,), INK)):
        seats = seats_of(atlas, cohorts)
        x, y = TO_METRES.transform(seats["lon"].to_numpy(), seats["lat"].to_numpy())
        listed = of_list(atlas.own, seats["id"])
        found += [
            Seats(x[shown], y[shown], OWN_LIST if own else colour, own)
            for own, shown in ((True, listed), (False, ~listed))
            if shown.any()
        ]
    return tuple(found)


def _crop(
    raster: CommuneRaster, box: tuple[float, float, float, float] | None
) -> tuple[int, int, int, int]:
    """Return the rows and columns that show a box in degrees, all of them without a box."""
    height, width = raster.numbers.shape
    if box is None:
        return 0, height, 0, width
    west, south = TO_METRES.transform(box[0], box[1])
    east, north = TO_METRES.transform(box[2], box[3])
    margin = MARGIN_SHARE * max(east - west, north - south)
    across, down = raster.east - raster.west, raster.north - raster.south
    left = int((west - margin - raster.west) / across * width)
    right = int((east + margin - raster.west) / across * width) + 1
    top = int((raster.north - north - margin) / down * height)
    bottom = int((raster.north - south + margin) / down * height) + 1
    return max(0, top), min(height, bottom), max(0, left), min(width, right)


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.quantize(16, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
