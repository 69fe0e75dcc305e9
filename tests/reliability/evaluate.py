"""Measures the estimate against majority vote and the authority's word, paired, at 95 %.

`python -m reliability.evaluate [folder of the book data]`, from tests/ or with it on the path.
A world is one draw: its accuracies are compared as 20 pairs. On the books every book is one.
"""

from __future__ import annotations

import sys
from math import comb, sqrt
from pathlib import Path

import numpy as np
import pyarrow as pa
from reliability import books, worlds
from reliability.worlds import World

from onesource import reliability

T_19 = 2.093  # Student's t, 19 degrees of freedom, 97.5 %
LARGEST = "A1Books"  # the shop with the most books


def right(world: World) -> dict[str, np.ndarray]:
    """For each fact of a world, whether ours, the vote's and the authority's value is the true one.

    Where the authority says nothing, the vote stands in for it.
    """
    found = reliability.weigh(world.claims, world.authority).values()
    return judged(found, world.truth)


def judged(values: pa.Table, truth: dict[tuple[str, str], str]) -> dict[str, np.ndarray]:
    rows = values.to_pylist()
    known = [row for row in rows if (row["item"], row["element"]) in truth]
    true = [truth[row["item"], row["element"]] for row in known]
    word = [row["authority_value"] or row["vote"] for row in known]
    told = {
        "ours": [row["value"] for row in known],
        "vote": [row["vote"] for row in known],
        "authority": word,
    }
    return {
        name: np.array([one == other for one, other in zip(said, true, strict=True)])
        for name, said in told.items()
    }


def mcnemar(ours: np.ndarray, other: np.ndarray) -> tuple[int, int, float]:
    """Where only ours is right, where only the other is, and the exact two-sided p of as unequal a split."""
    better, worse = int((ours & ~other).sum()), int((other & ~ours).sum())
    both = better + worse
    tail = sum(comb(both, k) for k in range(min(better, worse) + 1)) / 2**both
    return better, worse, min(1.0, 2 * tail)


def interval(differences: np.ndarray) -> tuple[float, float]:
    """The mean difference's 95 % interval, over worlds."""
    reach = T_19 * differences.std(ddof=1) / sqrt(len(differences))
    return float(differences.mean() - reach), float(differences.mean() + reach)


def regime(name: str) -> dict[str, np.ndarray]:
    """Each world's accuracy, by method, over the seeds."""
    made = (worlds.REGIMES | worlds.BEYOND)[name]
    told = [right(made(seed)) for seed in worlds.SEEDS]
    return {method: np.array([one[method].mean() for one in told]) for method in told[0]}


def of_books(folder: Path) -> dict[str, dict[str, np.ndarray]]:
    """Gold and silver: for each book, who names its authors; by meaning, and as the shops spell it."""
    told = books.listings(folder)
    word = reliability.weigh(books.claims(told), {"authors": LARGEST}).values()
    meant = reliability.weigh(books.claims(told)).values()
    meaning = {(one.isbn, one.spelt): one.meant for one in told}
    spelt = reliability.weigh(books.claims(told, "spelt")).values().to_pylist()
    read = [
        {**row, **{name: meaning[row["item"], row[name]] for name in ("value", "vote")}}
        for row in spelt
    ]
    result = {}
    for name, truth in (("gold", books.gold(folder)), ("silver", books.silver(folder))):
        facts = {(isbn, "authors"): authors for isbn, authors in truth.items()}
        shop = judged(word, facts)["authority"]
        result[name] = {**judged(meant, facts), "authority": shop}
        result[f"{name}, as spelt"] = {
            **judged(pa.Table.from_pylist(read), facts),
            "authority": shop,
        }
    return result


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else books.FOLDER
    line = "{:<22} {:>6} {:>6} {:>9}   {}".format
    print(line("world", "ours", "vote", "authority", "ours - vote, 95 % interval over 20 worlds"))
    for name in worlds.REGIMES | worlds.BEYOND:
        told = regime(name)
        low, high = interval(told["ours"] - told["vote"])
        means = (f"{told[method].mean():.3f}" for method in ("ours", "vote", "authority"))
        print(line(name, *means, f"{low:+.3f} … {high:+.3f}"))
    if not folder.is_dir():
        print(f"no book data in {folder}: not measured")
        return
    print()
    print(line("books", "ours", "vote", LARGEST, "better, worse than vote, exact McNemar p"))
    for name, told in of_books(folder).items():
        better, worse, chance = mcnemar(told["ours"], told["vote"])
        means = (f"{told[method].mean():.3f}" for method in ("ours", "vote", "authority"))
        print(line(f"{name} {len(told['ours'])}", *means, f"{better}, {worse}, {chance:.1g}"))


if __name__ == "__main__":
    main()
