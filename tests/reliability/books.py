"""Reads the book data of Dong's fusion group as claims: who wrote a book, by its set of last names.

As in the literature a list of authors counts as right if it names the same last names,
whatever the order, the first names and the separators. Which words of a book's claims are
last names is read off the claims that leave no doubt ("Last, First; Last, First").
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from onesource.settings import PROJECT

FOLDER = PROJECT.parent.joinpath("shared", "data", "truth", "book_lunadong")
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "ph", "d", "mr", "dr", "prof"}
NOISE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\bet\.? ?al\b|\bedited by\b|\bby \(author\)|\bwith\b|\beditors?\b|\bauthor\b",
    re.I,
)
CERTAIN = re.compile(r"[;/~]| & | and ")
EMPTY = {"", "0", "not available", "n/a", "unknown", "various", "none"}


class Listing(NamedTuple):
    """What one shop says of one book."""

    isbn: str
    shop: str
    spelt: str  # as the shop has it
    meant: str  # the last names in it, as one text


def listings(folder: Path = FOLDER) -> list[Listing]:
    """Every listing that names somebody."""
    listed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (folder / "book.txt").open(encoding="utf-8") as lines:
        for line in lines:
            shop, isbn, _, authors = line.rstrip("\n").split("\t")
            if cleaned(authors).strip(" .,;").lower() not in EMPTY:
                listed[isbn13(isbn)].append((shop, authors))
    found = []
    for isbn, told in sorted(listed.items()):
        known = last_names(cleaned(text) for _, text in told)
        for shop, text in told:
            named = set(words(cleaned(text)))
            found.append(Listing(isbn, shop, text, spelt(known & named or named)))
    return found


def claims(told: list[Listing], column: str = "meant") -> pa.Table:
    """One claim a shop and book: what it lists most often, by its meaning or as it is `spelt`."""
    often: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in told:
        often[one.isbn, one.shop][getattr(one, column)] += 1
    return pa.table(
        {
            "item": [isbn for isbn, _ in often],
            "element": ["authors"] * len(often),
            "provider": [shop for _, shop in often],
            "value": [max(count, key=lambda v, c=count: (c[v], v)) for count in often.values()],
        }
    )


def gold(folder: Path = FOLDER) -> dict[str, str]:
    """What the 100 checked books' title pages say."""
    return _truth(folder / "book_golden_100.txt", lambda name: name.split(",")[0])


def silver(folder: Path = FOLDER) -> dict[str, str]:
    """What is held of 1,265 books."""
    return _truth(folder / "book_silver.txt", lambda name: name)


def last_names(told: Iterable[str]) -> set[str]:
    """The words that stand more often as a last name than as another in a book's claims."""
    last: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for text in told:
        for name in parted(text):
            family, _, given = name.partition(",")
            if not given and len(words(name)) > 1:  # First Last
                *first, final = words(name)
                last[final] += 1
                other.update(first)
            elif words(family):
                last[words(family)[-1]] += 2 if given.strip() else 1
                other.update(w for w in [*words(given), *words(family)[:-1]])
    return {word for word in last if last[word] > other[word]}


def parted(text: str) -> list[str]:
    """A claim's names, each `First Last` or `Last, First`; nothing where that is in doubt."""
    parts = [part.strip(" ,") for part in CERTAIN.split(text) if words(part)]
    if len(parts) > 1:
        return [part for part in parts if part.count(",") <= 1]
    commas = [part.strip() for part in text.strip(" ,").split(",") if words(part)]
    if len(commas) == 2 and len(words(commas[0])) == 1:
        return [", ".join(commas)]
    if all(len(words(part)) > 1 for part in commas) and (len(commas) > 1 or len(words(text)) <= 3):
        return commas  # First Last, First Last
    if len(commas) > 2 and len(commas) % 2 == 0 and len(words(commas[0])) == 1:
        return [", ".join(commas[n : n + 2]) for n in range(0, len(commas), 2)]
    return commas if len(commas) == 1 and len(words(text)) == 1 else []


def words(text: str) -> list[str]:
    """Its words of more than one letter, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "")
    return [w for w in re.split(r"[^a-z]+", plain) if len(w) > 1 and w not in SUFFIXES]


def cleaned(text: str) -> str:
    """A claim without its roles, its entities and its twice-encoded letters."""
    told = html.unescape(html.unescape(text))
    with suppress(UnicodeError):
        told = told.encode("latin-1").decode("utf-8")
    return NOISE.sub(" ", told)


def spelt(names: Iterable[str]) -> str:
    return "; ".join(sorted(names))


def isbn13(isbn: str) -> str:
    """The ISBN in its thirteen digits; what is none stays as it is."""
    if not re.fullmatch(r"\d{9}[\dX]", isbn):
        return isbn
    body = "978" + isbn[:9]
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _truth(file: Path, family) -> dict[str, str]:
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            isbn, authors = line.split("\t")
            names = [words(family(name)) for name in cleaned(authors).split(";") if words(name)]
            found[isbn13(isbn)] = spelt({name[-1] for name in names if name})
    return found
