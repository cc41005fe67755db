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
    # Traditional characters, with the words of Taiwan.
    ("印尼已從法國接收3架「飆風」戰機。", [("FRA", "IDN", "aircraft.combat", "delivered", "asserted")]),
    ("華府批准對台灣出售60枚魚叉飛彈。", [("USA", "TWN", "missile.antiship", "approved", "asserted")]),
    # A name that is an ordinary word, in quotation marks before its noun.
    ("埃及从法国订购了54架“阵风”战斗机。", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("印度从俄罗斯购买了苏-30MKI战机。", [("RUS", "IND", "aircraft.combat", "ordered", "asserted")]),
    # Two states in two characters.
    ("俄印签署了价值50亿美元的S-400防空导弹系统供应合同。", [("RUS", "IND", "air_defence", "ordered", "asserted")]),
    # A firm or a minister right behind the state.
    ("希腊与法国海军集团签署合同，购买3艘护卫舰。", [("FRA", "GRC", "ship.frigate", "ordered", "asserted")]),
    ("阿根廷总统米莱与丹麦签署协议，购买24架F-16战机。", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("意大利芬坎蒂尼集团获得卡塔尔7艘军舰的订单。", [("ITA", "QAT", "ship", "ordered", "asserted")]),
    # Ships are built for their buyer.
    ("俄罗斯将为印度海军建造两艘护卫舰。", [("RUS", "IND", "ship.frigate", "planned", "asserted")]),
    # Received is what another has delivered.
    ("菲律宾接收了印度交付的反舰导弹。", [("IND", "PHL", "missile.antiship", "delivered", "asserted")]),
    ("保加利亚收到了从美国订购的首架F-16战机。", [("USA", "BGR", "aircraft.combat", "delivered", "asserted")]),
    ("俄军使用朝鲜提供的炮弹。", [("PRK", "RUS", "ammunition.shell", "delivered", "asserted")]),
    # Who is asked is who supplies; who approves a purchase sells.
    ("乌克兰请求美国提供防空系统。", [("USA", "UKR", "air_defence", "requested", "asserted")]),
    ("美国批准澳大利亚购买巡航导弹。", [("USA", "AUS", "missile.cruise", "approved", "asserted")]),
    ("德国政府批准了价值2亿欧元的对以军备出口。", [("DEU", "ISR", "arms", "approved", "asserted")]),
    ("美国对乌克兰的最新一批军援包括装甲车。", [("USA", "UKR", "armour", None, "asserted")]),
    ("澳大利亚把49辆坦克送给乌克兰。", [("AUS", "UKR", "armour.tank", None, "asserted")]),
    ("联合国专家称，卢旺达向M23叛军供应弹药。", [("RWA", "grp:m23", "ammunition", None, "claimed")]),
    ("以色列指责伊朗通过叙利亚向真主党运送导弹。", [("IRN", "grp:hezbollah", "missile", None, "claimed")]),
    ("以色列拒绝向乌克兰提供防空系统。", [("ISR", "UKR", "air_defence", None, "denied")]),
    ("越南考虑从韩国采购自行火炮。", [("KOR", "VNM", "artillery", "negotiated", "hypothetical")]),
    ("中方反对美国向台湾出售武器。", [("USA", "TWN", "arms", None, "asserted")]),
    ("据法国《世界报》报道，埃及已决定放弃采购俄罗斯战机。", [("RUS", "EGY", "aircraft.combat", "cancelled", "claimed")]),
    # Into the hands of, up to: where the goods have come.
    ("德国援乌的18辆豹2坦克已经交到基辅手中。", [("DEU", "UKR", "armour.tank", None, "asserted")]),
    ("北马其顿向乌克兰援助4架苏-25攻击机。", [("MKD", "UKR", "aircraft.combat", None, "asserted")]),
    ("苏丹快速支援部队得到阿联酋供应的无人机。", [("ARE", "grp:rapid-support-forces", "aircraft.uav", None, "asserted")]),
    ("阿尔及利亚空军装备了俄制苏-57战斗机。", [("RUS", "DZA", "aircraft.combat", "delivered", "asserted")]),
    # The own army is not that of Taiwan.
    ("柬埔寨为提升本国军队水平，从中国购买武器装备。", [("CHN", "KHM", "arms", "ordered", "asserted")]),
    # What is still to come, what a deal is about by itself.
    ("保加利亚将于明年接收美国F-16战机。", [("USA", "BGR", "aircraft.combat", "planned", "asserted")]),
    ("沙特与美国达成价值1100亿美元的军购协议。", [("USA", "SAU", "arms", None, "asserted")]),
    ("塔利班希望俄罗斯提供防空系统。", [("RUS", "grp:taliban", "air_defence", "requested", "asserted")]),
    ("肯尼亚从美国获得了12架武装直升机。", [("USA", "KEN", "aircraft.helicopter", "delivered", "asserted")]),
    ("沙特拟购300辆韩国K2坦克。", [("KOR", "SAU", "armour.tank", None, "asserted")]),
    # colloquial verbs of getting and giving
    ("希腊为海军从法国订了三艘护卫舰。", [("FRA", "GRC", "ship.frigate", None, "asserted")]),
    ("印度从法国手里拿下26架阵风M战机。", [("FRA", "IND", "aircraft.combat", None, "asserted")]),
    ("埃塞俄比亚从土耳其和阿联酋弄到了无人机。", [("ARE", "ETH", "aircraft.uav", None, "asserted"), ("TUR", "ETH", "aircraft.uav", None, "asserted")]),
    ("阿塞拜疆空军装备的无人机来自以色列。", [("ISR", "AZE", "aircraft.uav", None, "asserted")]),
    ("丹麦把19门凯撒自行榴弹炮全数捐给乌克兰。", [("DNK", "UKR", "artillery", None, "asserted")]),
    ("马来西亚订的18架FA-50将由韩国在2026年交齐。", [("KOR", "MYS", "aircraft", None, "asserted")]),
    ("罗马尼亚与美国就32架F-35达成采购协议。", [("USA", "ROU", "aircraft.combat", None, "asserted")]),
    ("柏林拒绝给乌克兰“金牛座”导弹。", [("DEU", "UKR", "missile", None, "denied")]),
    ("捷克已为乌克兰凑到50万发炮弹。", [("CZE", "UKR", "ammunition.shell", None, "asserted")]),
]  # fmt: skip

NOTHING = [
    "俄军在战场上缴获了一辆“豹2”坦克。",
    "塔利班展示从政府军那里得到的枪支。",
    "印度武器进口规模居全球之首，以色列紧随其后。",
    "中国空军装备了歼-20战斗机。",
    "安理会禁止向利比亚出售武器。",
    "对伊朗的武器禁运已经到期。",
    "俄罗斯向乌克兰发射了导弹。",
    "中国向日本提供了有关导弹的信息。",
    "美国驱逐舰穿越台湾海峡，中国表示抗议。",
    "中国和巴基斯坦签署自由贸易协定。",
    "俄罗斯总统普京抵达平壤，视察了导弹工厂。",
    "以军在黎巴嫩南部缴获真主党的火箭弹。",
    "日本陆上自卫队试射了反舰导弹。",
    "美国呼吁中国停止向俄罗斯出口石油。",
    "日本媒体报道，台风登陆菲律宾。",
    "美国核潜艇抵达韩国釜山港。",
    "两国的武器装备和零配件只能靠大量进口。",
    "警方查获一批走私枪支。",
    "韩国向波兰提供贷款。",
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
