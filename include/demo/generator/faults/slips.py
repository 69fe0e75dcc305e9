"""How values go wrong: a sign mistyped, a spreadsheet's rounding, a date that is none, a number of nobody."""

from __future__ import annotations

from demo.generator import names, numbers
from demo.generator.faults.plan import Planner
from demo.generator.judge import keys
from demo.generator.organizations import credit_codes, organization_bodies
from demo.generator.people import with_checks


def mistyped_number(planner: Planner, number: str) -> str:
    """An identity number with one digit of its sequence another: the check shows it."""
    at = int(planner.random.integers(14, 17))
    digit = str((int(number[at]) + int(planner.random.integers(1, 9))) % 10)
    return number[:at] + digit + number[at + 1 :]


def spreadsheet_number(planner: Planner, number: str) -> str:
    """An identity number that a spreadsheet took for a quantity: its last digits are lost."""
    rounded = number[:15] + "000"
    if planner.random.random() < 0.5 or keys.citizen(rounded) is not None:
        return f"{number[0]}.{number[1:15]}E+17"
    return rounded


def other_number(_: Planner, number: str) -> str:
    """A valid number of nobody: of the same day and sex, another sequence."""
    body = f"{number[:14]}{700 + int(number[14:17]) % 198:03d}"
    return str(with_checks([body])[0])


def ghost_number(planner: Planner) -> str:
    """A valid number of nobody at all."""
    at = planner.next()
    day = f"{1950 + at % 50}{at // 50 % 12 + 1:02d}{at // 600 % 28 + 1:02d}"
    sequence = 900 + at // 16_800 % 98
    return str(with_checks([f"980104{day}{sequence:03d}"])[0])


def ghost_code(planner: Planner, head: str = "91980104") -> str:
    """A valid credit code of nobody."""
    return credit_codes([head], organization_bodies(planner.next() + 31**3, 1, "MAY"))[0]


def mistyped_outside(planner: Planner, code: str) -> str:
    """A credit code with a sign of its division wrong: only the outer check shows it."""
    digit = str((int(code[7]) + int(planner.random.integers(1, 9))) % 10)
    return code[:7] + digit + code[8:]


def mistyped_inside(planner: Planner, code: str) -> str:
    """A credit code with a sign of its organisation code wrong, its last sign counted anew."""
    bodies = [code[:14] + sign + code[15:17] for sign in "0123456789"]
    wrong = [body + numbers.credit_checks([body])[0] for body in bodies]
    wrong = [one for one in wrong if keys.credit(one) is None]
    return wrong[int(planner.random.integers(len(wrong)))]


def mistyped_credit(planner: Planner, code: str) -> str:
    """A credit code with one sign of its organisation code wrong."""
    signs = [sign for sign in "0123456789" if sign != code[13]]
    return code[:13] + signs[int(planner.random.integers(len(signs)))] + code[14:]


def impossible_date(planner: Planner, _: str) -> str:
    """A date that is in no calendar."""
    shapes = ("2019-02-30", "20191345", "2018年13月2日", "0000-00-00", "不详")
    return shapes[int(planner.random.integers(len(shapes)))]


def bad_phone(planner: Planner, phone: str) -> str:
    """A telephone number that cannot be dialled."""
    shapes = (phone[:10], f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"0{phone}", "1980O" + phone[5:])
    return shapes[int(planner.random.integers(len(shapes)))]


def other_phone(planner: Planner, phone: str) -> str:
    """Another's telephone number."""
    return f"19800{(int(phone[5:]) + 1 + int(planner.random.integers(900_000))) % 1_000_000:06d}"


def other_name(planner: Planner, name: str) -> str:
    """A name with a character wrong."""
    return names.mistaken(planner.random, name)


def firm_name(_: Planner, name: str) -> str:
    """A firm's name with something put before it."""
    return f"新{name}"


def other_sex(_: Planner, sex: str) -> str:
    """The other sex, in the words of whoever wrote it."""
    return {"男": "女", "女": "男", "1": "2", "2": "1"}[sex]


def license_mistyped(_: Planner, identifier: str) -> str:
    """A licence identifier whose check is another."""
    return identifier[:-1] + ("0" if identifier[-1] != "0" else "1")


def shorter(_: Planner, code: str) -> str:
    """A code that lost its first sign."""
    return code[1:]


def double(_: Planner, amount: str) -> str:
    """An amount written twice as large."""
    return f"{float(amount) * 2 + 1:.2f}"


def unknown_village(_: Planner, code: str) -> str:
    """A village code that nobody has, in the same township."""
    return code[:9] + "999"


def later_year(_: Planner, day: str) -> str:
    """The same day some years on."""
    return f"{int(day[:4]) + 3}{day[4:8]}15" if day[:4].isdigit() else day
