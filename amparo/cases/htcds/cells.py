"""What both file formats hand over: rows of cells, some of which could not be read."""

from enum import Enum

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576


class Fault(Enum):
    """Why a cell could not be read; the value is the reason given to people, in Spanish."""

    TOO_BIG = "La celda pasa de 1 MB. Acorte el texto o guárdelo en un archivo aparte."
    FORMULA_ERROR = "La celda tiene una fórmula con error. Escriba el valor en su lugar."
    LOST_DIGITS = (
        "La celda guarda un número de más de 15 cifras y la hoja de cálculo pierde las últimas. "
        "Dé a la columna formato de texto y escríbalo de nuevo."
    )


Cells = list[str | Fault]


def is_blank(cells: Cells) -> bool:
    """Whether nothing at all is written in the row."""
    return not any(isinstance(cell, Fault) or cell.strip() for cell in cells)
