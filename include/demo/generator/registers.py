"""Every department's register, in the order faults are put into them."""

from __future__ import annotations

from demo.generator import registers_firms, registers_land, registers_licenses, registers_people
from demo.generator.book import Book
from demo.generator.city import City


def keep(city: City) -> dict[str, Book]:
    """Every book by `<provider>/<feed>`."""
    made = [
        *registers_people.books(city),
        *registers_firms.books(city),
        *registers_licenses.books(city),
        *registers_land.books(city),
    ]
    return {book.path: book for book in made}
