"""Why a delivery was held, in the words of the department that has to mend it.

The log says it in English with the same facts; a rule without words of its own is
told by its name.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS = {
    "encoding": "{file} 第 {row} 行（第 {offset} 字节）不是约定的编码，无法读取",
    "empty": "{file} 是空文件",
    "header": "{file} 的表头有重名或没有名称的栏目",
    "ragged": "{file} 第 {row} 行的栏目数与表头不符，或换行符不统一",
    "manifest_unreadable": "清单文件无法读取，或缺少 rows、sha256、reference_date 之一",
    "manifest_sha256": "{file} 与清单中的 SHA-256 不符：文件被截断，或在清单生成之后有改动",
    "row_count": "申报 {declared} 条，实际收到 {received} 条",
    "no_rows": "本次报送没有任何数据",
    "page_repeated": "接口的不同页返回了相同的数据",
    "missing_column": "缺少约定的栏目：{columns}",
    "unknown_column": "出现未约定的栏目：{columns}",
    "volume": "本次 {received} 条，与现行批次 {in_force} 条相差超出约定",
}
REMEDIES = {
    "contract": "请按约定改正后重新报送；报送前请核对文件是否完整、栏目是否齐全",
    "volume": "请核对本次报送是否完整；如确有大幅增减，请联系数据主管部门调整约定范围",
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "？"


def message(rule: str, facts: Mapping[str, object]) -> str:
    """Why, with the facts of the refusal filled in; an unknown one as a question mark."""
    told = _Facts({key: _told(value) for key, value in facts.items() if value is not None})
    return WORDS.get(rule, f"整批数据未满足约定的质量要求（{rule}）").format_map(told)


def _told(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
