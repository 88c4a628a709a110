"""The sheet of the chosen pole, on the page."""

import pandas as pd

from ui.maps.pole_sheet import show_sheet


def show_chosen(poles: pd.DataFrame, pole_id: str) -> None:
    """Show the sheet of the chosen pole, if it is among those on the map."""
    chosen = poles[poles["id"] == pole_id]
    if len(chosen):
        show_sheet(chosen.iloc[0])
