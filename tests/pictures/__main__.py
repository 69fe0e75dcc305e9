"""`python -m pictures`: holds a provider's conversation over the demo city and takes its pictures.

Needs chromium, libreoffice-calc, poppler-utils and fonts-noto-cjk. The report goes out, its
workbook is filled in and laid down, the receipt comes, the data is mended and delivered,
the last report tells what was settled. The pictures replace those beside this file.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import openpyxl

from demo.generator.command import Wanted
from demo.generator.living import LivingCity
from onesource import clock, settings
from onesource.cli.year import form
from onesource.cli.year.form import Said
from onesource.cli.year.town import Town, running
from onesource.pipeline import round as rounds

HERE = Path(__file__).parent
FIRST = date(2026, 11, 2)
ASKED = "human_resources"
PROVIDERS = ("public_security", ASKED, "civil_affairs")
WIDE = (1180, 900)
CUT = ("-x", "30", "-y", "40", "-W", "1350", "-H", "330")  # the head of a page of A4 across


def main() -> None:
    """Holds the conversation, one picture a step."""
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as scratch:
        folder = Path(scratch)
        city = LivingCity(Wanted(1000, 1, 30, FIRST), folder / "city")
        with running(FIRST, folder / "city", PROVIDERS) as town:
            hold(town, city, folder)


def hold(town: Town, city: LivingCity, folder: Path) -> None:
    """Report, answers, receipt, correction, closure."""
    inbox = town.box(ASKED, "inbox")
    report = told(town, city, 1, "数据核对报告")
    page(report.with_suffix(".html"), "report")
    filled = town.box(ASKED, "answers") / "核对报告_已答复.xlsx"
    city.mend(ASKED, answer(report, filled))
    sheet(filled, "answers", "与权威值不一致")
    town.take_in([ASKED], town.moment(2, 8, 35))
    [receipt] = inbox.glob("答复回执*.xlsx")
    sheet(receipt, "receipt", "逐行结果")
    closing = told(town, city, 8, "数据核对报告")
    page(closing.with_suffix(".html"), "closure")


def told(town: Town, city: LivingCity, number: int, name: str) -> Path:
    """A day on which all deliver and the round is held; the newest report's workbook."""
    city.live(number)
    paths = [path for path in city.feeds if path.partition("/")[0] in PROVIDERS]
    for path in paths if number > 1 else ():
        city.deliver(path)
    town.turn(number)
    town.collect(paths, town.moment(number, 5))
    with clock.at(town.moment(number, 8, 40)):
        rounds.raise_cases(town.house)
    town.notify(town.moment(number, 9))
    found = [one for one in town.box(ASKED, "inbox").glob(f"{name}_*.xlsx") if form.report(one)]
    return max(found, key=lambda one: one.stat().st_mtime_ns)


def answer(report: Path, to: Path) -> set[str]:
    """Fills the report in as a department would, with two mistakes; the keys that it corrected."""
    asked = form.unanswered(report)
    said = dict.fromkeys(asked, Said("已更正"))
    rows = [one for one in asked if one.sheet == "与权威值不一致"]
    said[rows[1]] = Said("有异议", "本人已提交户籍变更回执，请核实现行值")
    said[rows[2]] = Said("已更正", "", "FFFF-0000-FFFF-0000")
    said[rows[3]] = Said("确认无误", '=HYPERLINK("http://198.51.100.7","见此")')
    form.fill(report, to, said)
    return {one.key for one, told in said.items() if told == Said("已更正")}


def page(file: Path, name: str) -> None:
    """A picture of the head of a page."""
    width, height = WIDE
    words = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars"]
    size = f"--window-size={width},{height}"
    shot = f"--screenshot={HERE / name}.png"
    subprocess.run([*words, size, shot, file.as_uri()], check=True, capture_output=True)


def sheet(file: Path, name: str, title: str | None = None) -> None:
    """A picture of the first page of a workbook's sheet, as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "one.xlsx"
        shutil.copyfile(file, copy)
        if title:
            book = openpyxl.load_workbook(copy)
            for other in [one for one in book.sheetnames if one != title]:
                del book[other]
            book.save(copy)
        words = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(copy)]
        subprocess.run(words, check=True, capture_output=True)
        words = ["pdftoppm", "-png", "-r", "120", "-singlefile", *CUT, f"{folder}/one.pdf"]
        subprocess.run([*words, str(HERE / name)], check=True, capture_output=True)


if __name__ == "__main__":
    main()
