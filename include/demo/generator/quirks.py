"""How honest departments write: full-width digits, small x, blanks at the end, numbers of fifteen digits.

None of these is a fault; whoever reads the rows must see through them.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from demo.generator.days import Texts

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def some(rng: Generator, size: int, share: float) -> np.ndarray:
    """The places of about so large a share."""
    return np.flatnonzero(rng.random(size) < share)


def codes(rng: Generator, values: Texts, wide: float = 0.004) -> Texts:
    """Codes, a few in full-width characters, with a small x, or with blanks at the end."""
    spelled = values.copy()
    for at in some(rng, len(values), wide):
        spelled[at] = values[at].translate(WIDE)
    for at in some(rng, len(values), 0.02):
        spelled[at] = spelled[at].replace("X", "x")
    return trailing(rng, spelled)


def trailing(rng: Generator, values: Texts) -> Texts:
    """Texts, a few with blanks at the end."""
    spelled = values.copy()
    at = some(rng, len(values), 0.004)
    spelled[at] = [f"{value}  " for value in spelled[at]]
    return spelled


def spaced(rng: Generator, names: Texts) -> Texts:
    """Names, some of two characters with a wide blank between them."""
    spelled = trailing(rng, names)
    for at in some(rng, len(names), 0.03):
        if len(names[at]) == 2:
            spelled[at] = f"{names[at][0]}　{names[at][1]}"
    return spelled


def numbers_of_old(rng: Generator, values: Texts) -> Texts:
    """Identity numbers, some of people born before 1960 in the old form of 15 digits."""
    spelled = codes(rng, values)
    for at in some(rng, len(values), 0.06):
        if "1900" <= values[at][6:10] < "1960":
            spelled[at] = values[at][:6] + values[at][8:17]
    return spelled
