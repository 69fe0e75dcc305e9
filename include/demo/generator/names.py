"""Invented names: of people, trades, places and streets, put together from common characters."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from demo.generator.days import Texts

SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
)
MALE = tuple("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志建国文博远航晨毅峰林海东")
FEMALE = tuple("芳娜敏静丽艳娟霞秀玲桂英燕慧红莉萍婷雪琴云洁梅琳倩颖璐瑶佳怡欣悦丹晶莹露兰菊")
COMMON = tuple("一之子小晓春雨思嘉庆永安家宁清新正元景世")
TRADE = tuple("恒瑞鼎泰兴隆昌盛嘉禾润丰宏达信诚德远博雅铭创联合天地金银宝华光辉腾龙凤祥云海星")
FIELDS = (
    *("商贸", "科技", "建筑工程", "物流", "食品", "机械制造", "餐饮管理", "文化传媒", "电子商务"),
    *("农业开发", "房地产经纪", "广告", "汽车服务", "环保设备", "医疗器械", "教育咨询", "装饰"),
)
PLACE = tuple("青白红石松柏桃柳梅竹云龙凤虎马鹿鹤金银玉铜沙清泉溪河湖湾塘桥坪岭岗坝口庄屯营寨")
PLACE2 = tuple("山水林田源阳阴前后上下东西南北门亭楼台园家村关渡洲沟坡峰崖谷堡镇集店铺井泊")
STREETS = (
    *("人民", "建设", "解放", "和平", "中山", "新华", "光明", "胜利"),
    *("团结", "友谊", "文化", "体育", "工农", "滨河", "长安"),
)


def people(rng: Generator, surnames: Texts, male: np.ndarray) -> Texts:
    """One full name to each surname."""
    size = len(surnames)
    last = np.where(
        male,
        np.array(MALE, dtype=object)[rng.integers(len(MALE), size=size)],
        np.array(FEMALE, dtype=object)[rng.integers(len(FEMALE), size=size)],
    )
    pool = np.array((*COMMON, *MALE[:12], *FEMALE[:12]), dtype=object)
    middle = np.where(rng.random(size) < 0.2, "", pool[rng.integers(len(pool), size=size)])
    return surnames + middle.astype(object) + last


def surnames(rng: Generator, size: int) -> Texts:
    """So many surnames, the common ones more often."""
    weights = 1 / (np.arange(len(SURNAMES)) + 8)
    at = rng.choice(len(SURNAMES), size=size, p=weights / weights.sum())
    return np.array(SURNAMES, dtype=object)[at]


def mistaken(rng: Generator, name: str) -> str:
    """The name with its last character another."""
    pool = [sign for sign in (*COMMON, *TRADE) if sign != name[-1]]
    return name[:-1] + pool[int(rng.integers(len(pool)))]


def unique_places(rng: Generator, size: int) -> list[str]:
    """So many place names, no two alike."""
    pairs = [one + other for one in PLACE for other in PLACE2]
    order = rng.permutation(len(pairs))
    names = [pairs[at] for at in order[:size]]
    more = [pairs[at] for at in order]
    return names + [
        more[at % len(more)] + PLACE[at // len(more) % len(PLACE)]
        for at in range(size - len(names))
    ]
