"""The sheets that a poster is made for. Sizes are in rem, which each sheet gives its own length."""

from typing import NamedTuple

from projects.models import Poster

MARGIN, GAP = 7.0, 2.0  # around the sheet, and between cards


class Format(NamedTuple):
    """A sheet: three of them are the same drawing, the slide has its title in a panel beside the cards."""

    paper: str
    unit: float  # points in a rem
    width: float
    height: float
    smallest: float  # text that can be read at the distance the sheet is made for
    panel: float = 0.0  # width of the panel on the left; 0: the title stands above the cards
    columns: int = 4

    @property
    def left(self) -> float:
        """Where the cards begin."""
        return self.panel + 3.0 if self.panel else MARGIN

    @property
    def inner(self) -> float:
        """How wide the cards are together."""
        return self.width - self.left - (3.0 if self.panel else MARGIN)


FORMATS: dict[str, Format] = {
    Poster.Size.A1: Format("594mm 841mm", 10, 168.38, 238.39, 2.4),  # 24 pt
    Poster.Size.A3: Format("297mm 420mm", 5, 168.38, 238.39, 2.4),  # 12 pt
    Poster.Size.A4: Format("210mm 297mm", 3.535, 168.38, 238.15, 2.55),  # 9 pt
    Poster.Size.SLIDE: Format("960pt 540pt", 5, 192, 108, 2.4, panel=50, columns=5),  # 12 pt: 24 of 1080 dots
}
