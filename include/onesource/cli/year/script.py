"""A year's script, day by day: deliveries at night, the round in the morning, the desks in the afternoon.

The round runs on every working day, on days that bring a delivery, and on the first day of
every stretch of days off; on its further days nobody is at a desk, no term runs and no
data comes, so that there is nothing a round could do. Desks are manned on working days.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import yaml

from onesource import clock, settings
from onesource.cli.year import bureau, days, desks
from onesource.cli.year.desks import Desk, Manner
from onesource.cli.year.evidence import Evidence, Observer, day_of, gather
from onesource.cli.year.town import Town
from onesource.pipeline import round as rounds
from onesource.pipeline import ruling

if TYPE_CHECKING:
    from demo.generator.living import LivingCity

EVERY = 28  # days from one delivery to the next, by a monthly cycle
FILES = ("health/births", "health/contacts", "statistics/indicators")  # left as a table with a head
MISNAMED = 0.2
LATER = (6, 14)  # days after its turn that a late delivery comes
RELAPSES = 3  # at most so many mended cells go wrong again with a bad department's next delivery


@dataclass
class Year:
    """A year that is played."""

    town: Town
    city: LivingCity
    chance: random.Random
    say: Callable[[str], None]
    observer: Observer = field(default_factory=Observer)
    became: Counter[str] = field(default_factory=Counter)
    desks: dict[str, Desk] = field(default_factory=dict)
    handed: set[str] = field(default_factory=set)  # who laid answers down since the last round

    def __post_init__(self) -> None:
        for provider, manner in desks.manners(list(self.town.providers), self.chance).items():
            self.desks[provider] = Desk(provider, manner, self.town, self.city, self.chance)

    @property
    def manners(self) -> Mapping[str, Manner]:
        """How each department behaves."""
        return {provider: desk.manner for provider, desk in self.desks.items()}

    def play(self) -> Evidence:
        """Plays all days; what the year is judged by."""
        deliveries, last = self._deliveries(), self.city.wanted.days
        for number in range(1, last + 1):
            today = day_of(self.town.moment(number, 12))
            self.city.live(number)
            self._announce(today)
            if deliveries[number]:
                self._deliver(number, deliveries[number])
            works = days.works(today, today)
            if works or deliveries[number] or days.works(today - days.DAY, today):
                self._round(number, today)
            if works and number < last:  # what is done after the last round would go unanswered
                self._afternoon(number, today)
        for provider in self.desks:  # what came without a word of it
            self.observer.look(today, provider, self.town.box(provider, "inbox"))
        handed = [
            (day, one.provider, name) for one in self.desks.values() for day, name in one.handed
        ]
        return gather(self.town.house.base, self.observer, handed)

    def _deliveries(self) -> dict[int, list[str]]:
        """The feeds that deliver, by day: late ones after their turn, others now and then not at all."""
        found: dict[int, list[str]] = defaultdict(list)
        feeds = [path for path in self.city.feeds if path in self.town.catalog.feeds]
        for turn in range(1, self.city.wanted.days + 1, EVERY):
            for provider, desk in self.desks.items():
                day = turn
                if turn > 1 and desk.manner == "late" and self.chance.random() < 0.5:
                    day = turn + self.chance.randint(*LATER)
                if turn > 1 and desk.manner == "never" and self.chance.random() < 0.4:
                    continue
                found[day] += [path for path in feeds if path.startswith(f"{provider}/")]
        return found

    def _announce(self, today: date) -> None:
        """What is told late of a holiday goes into the bureau's own table of days."""
        told = {one.day: "off" if one.off else "work" for one in days.LATE if one.known_on == today}
        if told:
            file = settings.catalog() / "deadlines.yaml"
            file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text()), "days": told}))
            self.say(f"{today}: {', '.join(map(str, told))} is announced as a day off")

    def _deliver(self, number: int, paths: list[str]) -> None:
        if number > 1:
            for path in paths:
                self.city.deliver(path, self._misnames(path))
        self.town.turn(number)
        became = Counter(self.town.collect(paths, self.town.moment(number, 5)).values())
        self.became += became
        told = ", ".join(f"{many} {what}" for what, many in became.items())
        self.say(f"{self.town.moment(number, 5):%Y-%m-%d}: {len(paths)} feeds, {told}")
        for provider, desk in self.desks.items():
            if desk.manner == "badly" and any(path.startswith(f"{provider}/") for path in paths):
                self.city.relapse(provider, self.chance.randint(0, RELAPSES))

    def _misnames(self, path: str) -> bool:
        """Whether a bad department leaves its file with a column that was never agreed."""
        badly = self.desks[path.partition("/")[0]].manner == "badly"
        return badly and path in FILES and self.chance.random() < MISNAMED

    def _round(self, number: int, today: date) -> None:
        town, raising = self.town, self.town.moment(number, 8, 40)
        with clock.at(town.moment(number, 8, 30)):
            rounds.watch(town.house)
        town.take_in(sorted(self.handed), town.moment(number, 8, 35))
        with clock.at(raising):
            rounds.raise_cases(town.house)
            ruled = ruling.waiting(town.house.base)
        town.renew(ruled, raising)
        told = town.notify(town.moment(number, 9))
        self.observer.rounds.append(raising)
        self.observer.ask(today, town.house.base)
        for provider in {*told, *self.handed}:
            self.observer.look(today, provider, town.box(provider, "inbox"))
        self.handed.clear()

    def _afternoon(self, number: int, today: date) -> None:
        for provider, desk in self.desks.items():
            if desk.work(today):
                self.handed.add(provider)
        bureau.work(self.town, self.desks, self.chance, self.town.moment(number, 15))
