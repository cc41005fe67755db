"""Who supplies what to whom, as Chinese says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("俄罗斯向塞尔维亚交付了6架直升机。", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("中國向巴基斯坦提供了無人機。", [("CHN", "PAK", "aircraft.uav", "delivered", "asserted")]),
    ("法国计划向乌克兰提供榴弹炮。", [("FRA", "UKR", "artillery", "planned", "asserted")]),
    ("伊朗正在向俄罗斯供应无人机。", [("IRN", "RUS", "aircraft.uav", "delivering", "asserted")]),
    ("埃及从法国购买了24架战斗机。", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("阿尔及利亚向俄罗斯订购潜艇。", [("RUS", "DZA", "ship.submarine", "ordered", "asserted")]),
    ("塞尔维亚接收了中国制造的导弹。", [("CHN", "SRB", "missile", "delivered", "asserted")]),
    ("朝鲜对俄罗斯的炮弹供应仍在继续。", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("摩洛哥采购中国坦克的合同引起关注。", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("土耳其与意大利签署合同，采购10架直升机。", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("这批雷达由中国交付给伊朗。", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("伊朗否认向俄罗斯提供无人机。", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("德国没有向乌克兰交付导弹。", [("DEU", "UKR", "missile", None, "denied")]),
    ("有传闻称朝鲜向俄罗斯提供了炮弹。", [("PRK", "RUS", "ammunition.shell", None, "rumoured")]),
    ("中国可能向埃及出售战斗机。", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("印度正与俄罗斯谈判购买潜艇。", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("美国批准向日本出售导弹。", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("菲律宾取消从俄罗斯采购16架直升机。", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("俄罗斯向埃及和伊拉克两国出售了直升机。", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
]  # fmt: skip

NOTHING = [
    "安理会禁止向利比亚出售武器。",
    "对伊朗的武器禁运已经到期。",
    "俄罗斯向乌克兰发射了导弹。",
    "中国向日本提供了有关导弹的信息。",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("zh", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("zh", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("zh", "2024年6月，普京访问了越南。")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:vladimir-putin"), ("host", "VNM")]
    ]
