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
    "too_many_changes": "本次变动 {received} 条，已有 {in_force} 条记录，超出约定的一次变动比例",
    "unreadable": "{file} 无法按约定的格式（{form}）打开",
    "sheet": "{file} 中没有约定的工作表：{sheet}",
    "merged_cells": "{file} 中有合并单元格：{cells}",
    "line_length": "{file} 第 {row} 行长 {found} 字节，约定为 {agreed} 字节",
    "layer": "{file} 中没有约定的图层，现有图层：{layers}",
    "crs": "{file} 没有注明坐标系，或坐标系不在约定之内；约定为 {agreed}",
    "cursor": "接口的翻页标识不能走到末页：重复出现，或没有数据却仍要求翻页",
    "watermark": "栏目 {column} 的值不是时间，无法判断哪些数据有变动",
}
RULE_REMEDIES = {
    "unreadable": "请核对文件是否完整、未加密，按约定的格式重新导出后报送",
    "sheet": "请使用约定的工作表名称后重新报送",
    "merged_cells": "请取消合并，在每个单元格中分别填写后重新报送",
    "line_length": "请按约定的宽度用空格补足每一栏（一个汉字占两个或三个字节），不缺行、不折行后重新报送",
    "layer": "请使用约定的图层名称后重新报送",
    "crs": "请转换到约定的坐标系，并在文件中注明后重新报送",
    "cursor": "请检查接口：最后一页不应再返回翻页标识",
    "watermark": "请检查接口或数据库中该栏目的格式，例如 2026-01-31T08:00:00+08:00",
    "page_repeated": "请检查接口的分页：每一条数据只应出现在一页中",
    "too_many_changes": "请核对变动是否属实；确属批量变动的，请联系数据主管部门调整约定比例",
}
REMEDIES = {
    "contract": "请按约定改正后重新报送；报送前请核对文件是否完整、栏目是否齐全",
    "volume": "请核对本次报送是否完整；如确有大幅增减，请联系数据主管部门调整约定范围",
}


def remedy(kind: str, rule: str) -> str:
    """What to do about a delivery held for `rule`: the rule's own remedy, or that of its kind."""
    return RULE_REMEDIES.get(rule) or REMEDIES[kind]


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "？"


def message(rule: str, facts: Mapping[str, object]) -> str:
    """Why, with the facts of the refusal filled in; an unknown one as a question mark."""
    told = _Facts({key: _told(value) for key, value in facts.items() if value is not None})
    return WORDS.get(rule, f"整批数据未满足约定的质量要求（{rule}）").format_map(told)


def _told(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
