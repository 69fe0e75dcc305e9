"""What is said in two languages on pages of every kind, and how a text is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("zh", "en")  # the first is whoever's who has not chosen
Texts = Mapping[str, tuple[str, str]]
COMMON: Texts = {
    "title": ("一数一源", "One Source"),
    "skip": ("跳到正文", "Skip to content"),
    "language": ("语言", "Language"),
    "in.zh": ("中文", "中文"),
    "in.en": ("English", "English"),
    "next": ("下一页", "Next"),
    "pages": ("翻页", "Pages"),
    "first": ("第一页", "First page"),
    "reference": ("编号 {reference}", "Reference {reference}"),
    "problem.404": ("没有这一页", "No such page"),
    "problem.404.why": ("请从总览重新进入。", "Start again from the overview."),
    "problem.405": ("不能这样请求", "Not possible"),
    "problem.405.why": ("本页只能查看。", "This page can only be viewed."),
    "problem.413": ("内容过大", "Too large"),
    "problem.413.why": (
        "提交的内容过大，没有读取。",
        "What was sent is too large; none of it was read.",
    ),
    "problem.429": ("过于频繁", "Too often"),
    "problem.429.why": ("请稍后再试。", "Try again in a while."),
    "problem.500": ("系统出错", "Something went wrong"),
    "problem.500.why": (
        "请把下面的编号告诉管理员，可据此在日志中查到原因。",
        "Give your administrator the reference below; the log tells the cause under it.",
    ),
    "problem.503": ("数据库暂时不可用", "The database does not answer"),
    "problem.503.why": (
        "数据没有丢失。恢复后刷新本页即可，页面也会自动重试。",
        "No data is lost. This page tries again by itself, or reload it.",
    ),
}


@dataclass(frozen=True)
class Words:
    """An application's texts in one language."""

    language: str
    texts: Texts = field(repr=False)

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return {"zh": "zh-CN"}.get(self.language, self.language)

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in. Raises KeyError for one there is not."""
        return self.texts[key][LANGUAGES.index(self.language)].format(**values)

    def known(self, stem: str, text: str) -> str:
        """What the system wrote in its own words in this language; what a person wrote as it is."""
        key = f"{stem}.{text}"
        return self(key) if key in self.texts else text
