"""What each kind of finding is called, what it means and what to do about it; what can be answered.

The words are for readers who have never heard of the system. One finding's own words
are made in values, the report's in wording.
"""

from __future__ import annotations

from dataclasses import dataclass

from onesource.discrepancy import lateness


@dataclass(frozen=True)
class Kind:
    """What a kind of finding is called, what it means, and what its provider does about it."""

    title: str
    meaning: str
    remedy: str


KINDS: dict[str, Kind] = {
    "contract": Kind(
        "不符合约定",
        "这一批数据与约定的格式或清单不符，整批暂缓入库，仍沿用上一批合格数据。",
        "按说明改正后重新报送整批数据。",
    ),
    "volume": Kind(
        "数量异常",
        "这一批数据的数量或缺口超出约定范围，须先查明原因。",
        "核对是否漏报或多报；确属实际变化的，请选“确认无误”并说明原因。",
    ),
    "late": Kind(
        "逾期未报",
        "已过约定的报送时间，仍未收到新数据；在此之前沿用上一批数据。",
        f"{lateness.REMEDY}。",
    ),
    "invalid": Kind(
        "校验未通过",
        "单条数据未通过约定的校验规则。“严重”的未入库，“提示”的已入库但请改进。",
        "按问题说明改正后随下一批报送。",
    ),
    "conflict": Kind(
        "与权威值不一致",
        "同一对象的同一数据项，贵单位报送的值与负责该数据项的部门登记的值不同。",
        "核对后更正；认为现行值有误的，请选“有异议”并附依据。",
    ),
    "unregistered": Kind(
        "权威登记中没有",
        "贵单位报送了这一对象（如人员、单位、区划），但负责登记的部门没有登记它，或者已将它注销、撤销。",
        "核对号码（代码）是否写错、对象是否已注销或撤销；确实存在的，请选“有异议”并附依据。",
    ),
    "uncovered": Kind(
        "应报未报",
        "负责登记的部门登记了这一对象，它也在贵单位的报送范围内，但最近一批数据中没有。",
        "补报；不属于贵单位报送范围的，请选“非我部门”并说明。",
    ),
    "duplicate": Kind(
        "重复报送",
        "同一对象有多条记录：“严重”的内容互相矛盾，全部暂存未入库；“提示”的内容相同，已入库但请合并。",
        "核实后只保留正确的一条，随下一批报送。",
    ),
    "identity": Kind(
        "身份标识冲突",
        "“严重”的是同一号码之下有名称不同的对象，全部暂存未入库；“提示”的是仍在使用已被替换的旧号码。",
        "核实号码属于谁，更正后随下一批报送。",
    ),
    "broken_link": Kind(
        "关联对象不存在",
        "数据中引用的另一对象（如法定代表人、所在区划、隶属单位）在登记中查不到，或者已注销、已撤销。",
        "核对引用的号码或代码，更正后随下一批报送；对象确实存在的，请选“有异议”并附依据。",
    ),
    "geometry": Kind(
        "空间图形有误",
        "图形本身无效，或者超出所报的行政区划，或者与同类图形重叠。图形无效的暂存未入库。",
        "在源数据中修正图形或所在区划代码，随下一批报送。",
    ),
    "disputed": Kind(
        "对方有异议",
        "对方认为贵单位负责的现行值有误，或认为自己报送的值有据；依据见“对方说明”。",
        "请核实并回应：现行值有误的，选“已更正”并在源系统更正；无误的，选“确认无误”并写明依据。",
    ),
    "doubted": Kind(
        "多部门与贵单位不一致",
        "两个以上部门各自报送了相同的值，而与贵单位负责、现行的值不同。",
        "请核实现行值：有误的在源系统更正；无误的，请选“确认无误”并写明依据。",
    ),
    "given": Kind(
        "转交贵单位答复",
        "数据由其他部门报送，经主管部门认定由贵单位核实答复。",
        "核实后在源系统更正，或在“答复”列说明。",
    ),
}

ANSWER_OF = {
    "corrected": "已更正",
    "confirmed": "确认无误",
    "disputed": "有异议",
    "elsewhere": "非我部门",
}

ANSWERS: dict[str, str] = {
    "已更正": "贵单位有误，已在源系统改正；下一批数据到达后自动核销",
    "确认无误": "贵单位的值是对的且有依据；请在“答复说明”写明依据",
    "有异议": "认为现行值有误；请在“答复说明”写明正确的值和依据，由主管部门协调相关部门核实",
    "申请延期": "需要更多时间（同一类问题限一次，天数有上限）；请在“答复说明”写明天数和批准的负责人，"
    "如“5个工作日，王局长批准”",
    "非我部门": "不由贵单位负责；请在“答复说明”写明应由哪个部门答复",
}

SEVERITIES = {"critical": "严重", "warning": "提示"}

CLOSED_BY = {
    "data": "数据已更正",
    "ruling": "已裁定",
    "rule_change": "核对规则已调整",
    "feed_ended": "该项报送已终止",
}
