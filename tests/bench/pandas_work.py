"""The steps of the pandas peer: read, clean, check, fold, master, disagree, publish."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from bench.floor import ELEMENTS
from bench.pandas_suites import FORM, Suites, check, valid
from bench.terms import Terms

BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
BLANKS += "".join(map(chr, range(0x2000, 0x200E)))
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NORMAL = WIDE | dict.fromkeys(map(ord, BLANKS))
CHUNK = 50_000
Frames = dict[str, pd.DataFrame]


def read(terms: Terms) -> Frames:
    """Every file as text, without outer blanks; the words that mean nothing was told are missing."""
    frames = {}
    for claims in terms.claims:
        # The usual parser: pyarrow's takes codes for numbers before it makes them text.
        rows = pd.read_csv(claims.file, dtype=str, keep_default_na=False, na_values=[""])
        words = list(claims.feed.contract.missing_words)
        columns = {}
        for key in claims.feed.contract.columns:
            told = rows[claims.delivered(key)].str.strip(BLANKS)
            columns[key] = told.mask(told.isin(["", *words]))
        frames[claims.name] = pd.DataFrame(columns).rename_axis("row_number").reset_index()
        frames[claims.name]["row_number"] += 1
    return frames


def clean_keys(terms: Terms, frames: Frames) -> None:
    """The key of each row in its 18 characters; what is no number at first sight is spelt anew."""
    day, divisions = pd.Timestamp(terms.day), terms.divisions()
    for rows in frames.values():
        number = rows["id_number"]
        odd = ~number.str.fullmatch(FORM).fillna(False).astype(bool)
        spelt = number[odd].str.upper().map(lambda one: one.translate(NORMAL), na_action="ignore")
        number = number.where(~odd, spelt)
        old = number.str.fullmatch("[0-9]{15}").fillna(False).astype(bool)
        whole = number[old].str[:6] + "19" + number[old].str[6:]
        number = number.where(~old, whole + pd.Series(check(whole), index=whole.index))
        rows["entity_key"] = number.where(valid(number, day, divisions))


def check_contract(terms: Terms, frames: Frames) -> dict[str, pd.Series]:
    """Types every column; gives, by feed, the rows that are refused."""
    refused = {}
    for claims in terms.claims:
        rows = frames[claims.name]
        wrong = rows["entity_key"].isna()
        for key, column in claims.feed.contract.columns.items():
            told = rows[key]
            if column.pattern:
                wrong |= told.notna() & ~told.str.fullmatch(
                    column.pattern.replace(r"\d", "[0-9]")
                ).fillna(False).astype(bool)
            if column.type == "code":
                listed = column.values or {code: code for code in claims.codes[column.code_list]}
                rows[key] = told.map(dict(listed)).astype("str")
            elif column.type == "date":
                rows[key] = pd.to_datetime(told, format="%Y-%m-%d", errors="coerce")
            elif column.type == "timestamp":
                rows[key] = pd.to_datetime(told, format="ISO8601", errors="coerce")
            wrong |= told.notna() & rows[key].isna()
            if column.required:
                wrong |= told.isna()
        refused[claims.name] = wrong
    return refused


def run_suites(terms: Terms, suites: Suites, frames: Frames, refused: dict[str, pd.Series]) -> None:
    """Refuses also what fails a critical expectation; who fails which is told by row."""
    for claims in terms.claims:
        rows = frames[claims.name]
        for (_, severity), failing in suites.failing(claims.suite, rows).items():
            if severity == "critical":
                refused[claims.name] |= rows["row_number"].isin(failing)


def fold(terms: Terms, frames: Frames, refused: dict[str, pd.Series]) -> Frames:
    """One row an entity: copies dropped, two bearers of a number left out, else the latest."""
    folded = {}
    for claims in terms.claims:
        rows = frames[claims.name][~refused[claims.name]]
        rows = rows.drop_duplicates(list(claims.feed.contract.columns))
        rows = rows[~rows["entity_key"].duplicated(keep=False) | ~_strangers(rows)]
        if claims.feed.changed_by:
            rows = rows.sort_values(claims.feed.changed_by, kind="stable", na_position="first")
        folded[claims.name] = rows.drop_duplicates("entity_key", keep="last").set_index(
            "entity_key"
        )
    return folded


def _strangers(rows: pd.DataFrame) -> pd.Series:
    several = rows[rows["entity_key"].duplicated(keep=False)]
    names = _normal(several["name"]).groupby(several["entity_key"]).nunique()
    return rows["entity_key"].isin(names.index[names > 1])


def _normal(texts: pd.Series) -> pd.Series:
    """The spelling in which texts are compared."""
    return texts.str.normalize("NFC").map(lambda one: one.translate(NORMAL), na_action="ignore")


def master(claims: Frames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Golden rows with the source of every value, and who says otherwise."""
    keys = claims["persons"].index
    by_key = {feed: rows.reindex(keys) for feed, rows in claims.items()}
    golden, disagreeing = {}, []
    for element, (authority, fallbacks, compared) in ELEMENTS.items():
        value = by_key[authority][element]
        source = pd.Series(authority, index=keys, dtype="str").where(value.notna())
        for feed in fallbacks:
            other = by_key[feed][element]
            source = source.mask(value.isna() & other.notna(), feed)
            value = value.fillna(other)
        golden |= {element: value, f"{element}_source": source}
        for feed in compared:
            other = by_key[feed][element]
            differs = (other.notna() & value.notna() & (other != value)).astype(bool)
            pair = pd.DataFrame({"provider_value": other[differs], "golden_value": value[differs]})
            if element == "name":
                pair = pair[_normal(pair["provider_value"]) != _normal(pair["golden_value"])]
            disagreeing.append(pair.assign(element=element, feed=feed))
    return pd.DataFrame(golden).reset_index(), pd.concat(disagreeing).reset_index()


def audit(terms: Terms, suites: Suites, golden: pd.DataFrame) -> None:
    """Holds the golden rows against the library's suite. Raises RuntimeError where it is not met."""
    rows = golden.rename_axis("row_number").reset_index()
    for (rule, severity), failing in suites.failing(terms.suite, rows).items():
        if severity == "critical":
            raise RuntimeError(f"{rule}: {len(failing)} rows, such as {failing[:5]}")


def publish(url: str, golden: pd.DataFrame, disagreements: pd.DataFrame) -> None:
    """Writes both, with primary keys; the default method was by far the fastest of `to_sql`'s."""
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    keys = {"golden": "entity_key", "disagreement": "entity_key, element, feed"}
    types = {"birth_date": sa.Date()}
    with engine.begin() as connection:
        for name, rows in (("golden", golden), ("disagreement", disagreements)):
            table = f"pandas_{name}"
            dtype = {column: types[column] for column in rows.columns if column in types}
            rows.to_sql(
                table, connection, if_exists="replace", index=False, chunksize=CHUNK, dtype=dtype
            )
            connection.execute(sa.text(f"alter table {table} add primary key ({keys[name]})"))
