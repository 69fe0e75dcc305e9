"""What departments do with their reports over a year: well, badly, late, or never.

Each opens the newest report in its room on the machine, fills in the workbook and lays it
into its folder of answers. Who says that it corrected mends its data; a bad one may only
say so, and what it mended goes wrong again. Chance decides, by the year's seed.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from onesource.cli.year import days, form
from onesource.cli.year.form import Asked, Said
from onesource.cli.year.town import Town

if TYPE_CHECKING:
    from demo.generator.living import LivingCity

Manner = Literal["well", "badly", "late", "never"]
MANNERS: tuple[Manner, ...] = ("well", "badly", "late", "never", "well", "badly")
MORE = ("well", "late", "well", "badly")  # of those that come after these
DELAY = {"well": (2, 6), "badly": (3, 9), "late": (11, 16)}  # working days to an answer
EXTENSION = Said("申请延期", "5个工作日，李局长批准")
CORRECTED = Said("已更正")
OTHERWISE = (
    Said("确认无误", "已与原始登记档案核对"),
    Said("有异议", "本部门登记有原件为证，请核实现行值"),
    Said("非我部门", "应由登记部门答复"),
)
OTHERWISE_SHARE = 0.3


def manners(providers: list[str], chance: random.Random) -> dict[str, Manner]:
    """How each department behaves; every manner is there where there are four."""
    drawn = chance.sample(providers, len(providers))
    dealt = [*MANNERS, *MORE * len(drawn)]
    return {provider: dealt[at] for at, provider in enumerate(drawn)}  # type: ignore[misc]


@dataclass
class Desk:
    """A department's desk. handed: the files of answers it laid down, with their day."""

    provider: str
    manner: Manner
    town: Town
    city: LivingCity
    chance: random.Random
    handed: list[tuple[date, str]] = field(default_factory=list)
    opinions: dict[tuple[str, str], Said] = field(default_factory=dict)
    read: str | None = None
    answers_on: date | None = None
    asks_on: date | None = None

    def work(self, today: date) -> bool:
        """A working day at the desk; whether a file of answers was laid down."""
        newest = self._newest()
        if newest is None or self.manner == "never":
            return False
        if newest.name != self.read and self.answers_on is None:
            self._plan(newest, today)
        if self.asks_on == today:
            self.asks_on = None
            return self._answer(newest, today, lambda _: EXTENSION)
        if self.answers_on is None or today < self.answers_on:
            return False
        self.answers_on = None
        return self._badly(newest, today) if self.manner == "badly" else self._well(newest, today)

    def mend(self, keys: set[str]) -> None:
        """It was decided that its data is what has to be mended."""
        if self.manner in ("well", "late"):
            self.city.mend(self.provider, keys)

    def _plan(self, newest: Path, today: date) -> None:
        self.read = newest.name
        self.answers_on = days.after(today, self.chance.randint(*DELAY[self.manner]), today)
        if self.manner == "late" and self.chance.random() < 0.5:
            self.asks_on = days.after(today, self.chance.randint(6, 9), today)

    def _well(self, newest: Path, today: date) -> bool:
        return self._answer(newest, today, self._opinion, mends=True)

    def _opinion(self, asked: Asked) -> Said:
        """What it says of one kind of row, the same each time."""
        about = (asked.sheet, asked.element)
        if about not in self.opinions:
            otherwise = self.chance.random() < OTHERWISE_SHARE
            self.opinions[about] = self.chance.choice(OTHERWISE) if otherwise else CORRECTED
        return self.opinions[about]

    def _badly(self, newest: Path, today: date) -> bool:
        def wrong_number(_: Asked) -> Said:
            return Said("已更正", "", "FFFF-0000-FFFF-0000")

        def formula(_: Asked) -> Said:
            return Said("确认无误", '=HYPERLINK("http://198.51.100.7","见此")')

        def another_s(_: Path, today: date) -> bool:
            others = [one for one in self.town.providers if one != self.provider]
            found = [path for one in others if (path := self._newest(one))]
            return bool(found) and self._lay_down(self.chance.choice(found), today)

        def old_form(_: Path, today: date) -> bool:
            return self._answer(self._reports(self.provider)[0], today, self._opinion)

        tricks: list[Callable[[Path, date], bool]] = [
            lambda path, day: self._answer(path, day, wrong_number),
            lambda path, day: self._answer(path, day, formula),
            lambda path, day: self._answer(path, day, self._opinion, twice=True),
            lambda path, day: self._answer(path, day, lambda _: CORRECTED),
            lambda path, day: self._answer(path, day, lambda _: CORRECTED, mends=True),
            another_s,
            old_form,
        ]
        return self.chance.choice(tricks)(newest, today)

    def _answer(
        self,
        path: Path,
        today: date,
        decide: Callable[[Asked], Said],
        *,
        mends: bool = False,
        twice: bool = False,
    ) -> bool:
        said = {asked: decide(asked) for asked in form.unanswered(path)}
        if not said:
            return False
        to = self._place(today)
        form.fill(path, to, said, twice)
        self.handed.append((today, to.name))
        if mends:
            corrected = [asked for asked, one in said.items() if one == CORRECTED]
            told = {key for asked in corrected for key in (asked.key, asked.delivered)}
            self.city.mend(self.provider, told - {""})
        return True

    def _lay_down(self, path: Path, today: date) -> bool:
        to = self._place(today)
        shutil.copyfile(path, to)
        self.handed.append((today, to.name))
        return True

    def _place(self, today: date) -> Path:
        return self.town.box(self.provider, "answers") / f"答复_{today:%Y%m%d}.xlsx"

    def _newest(self, provider: str | None = None) -> Path | None:
        found = self._reports(provider or self.provider)
        return found[-1] if found else None

    def _reports(self, provider: str) -> list[Path]:
        """The reports in a department's inbox, the oldest first."""
        found = [
            path
            for path in self.town.box(provider, "inbox").glob("数据核对报告_*.xlsx")
            if form.report(path)
        ]
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)
