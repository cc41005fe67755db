"""Who supplies what to whom, as Korean says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

from kg.extract.patterns import flat

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("러시아는 세르비아에 헬기 6대를 인도했다.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("북한이 러시아에 포탄을 제공했다.", [("PRK", "RUS", "ammunition.shell", "delivered", "asserted")]),
    ("프랑스는 우크라이나에 자주포를 공급할 계획이다.", [("FRA", "UKR", "artillery", "planned", "asserted")]),
    ("중국은 파키스탄에 드론을 수출하고 있다.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("한국은 폴란드에 전차를 수출하기로 했다.", [("KOR", "POL", "armour.tank", "agreed", "asserted")]),
    ("이집트는 프랑스로부터 전투기 24대를 구매했다.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("알제리는 러시아에서 잠수함을 도입했다.", [("RUS", "DZA", "ship.submarine", "ordered", "asserted")]),
    ("세르비아는 중국으로부터 미사일을 인도받았다.", [("CHN", "SRB", "missile", "delivered", "asserted")]),
    ("북한의 러시아에 대한 포탄 공급이 계속되고 있다.", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("모로코의 중국산 전차 구매가 화제가 됐다.", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("튀르키예는 이탈리아와 헬기 10대를 도입하는 계약을 체결했다.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("한국은 이집트와 자주포 수출 계약을 체결했다.", [("KOR", "EGY", "artillery", "ordered", "asserted")]),
    ("이집트는 한국과 자주포 구매 계약을 체결했다.", [("KOR", "EGY", "artillery", "ordered", "asserted")]),
    ("레이더가 중국에서 이란으로 인도됐다.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("이란은 러시아에 드론을 제공했다는 의혹을 부인했다.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("독일은 우크라이나에 미사일을 보내지 않았다.", [("DEU", "UKR", "missile", None, "denied")]),
    ("북한이 러시아에 포탄을 공급했다는 소문이 돌고 있다.", [("PRK", "RUS", "ammunition.shell", None, "rumoured")]),
    ("중국이 이집트에 전투기를 판매할 가능성이 있다.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("인도는 러시아와 잠수함 구매를 협상하고 있다.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("미국은 일본에 대한 미사일 판매를 승인했다.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("필리핀은 러시아로부터 헬기 16대를 구매하는 계획을 취소했다.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("러시아는 이집트와 이라크에 헬기를 판매했다.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("중국은 러시아에 무기를 제공하지 않았다.", [("CHN", "RUS", "arms", None, "denied")]),
    ("국방부는 우크라이나에 무기를 지원할 계획이 없다고 밝혔다.", [("KOR", "UKR", "arms", None, "denied")]),
    ("북한이 러시아에 포탄을 제공한 것으로 국가정보원은 파악했다.", [("PRK", "RUS", "ammunition.shell", "delivered", "claimed")]),
    ("한국은 미국에 포탄을 대여하기로 했다.", [("KOR", "USA", "ammunition.shell", None, "asserted")]),
    ("KAI가 폴란드에 훈련기를 수출했다.", [("KOR", "POL", "aircraft.trainer", "delivered", "asserted")]),
    ("한화오션이 캐나다에 잠수함을 제안했다.", [("KOR", "CAN", "ship.submarine", "negotiated", "asserted")]),
    ("레이더는 페루, 칠레, 브라질에 수출됐다.", [
        (None, "PER", "sensor.radar", "delivered", "asserted"),
        (None, "CHL", "sensor.radar", "delivered", "asserted"),
        (None, "BRA", "sensor.radar", "delivered", "asserted")]),
    # verbs of the language's own stock, choosing, arriving, origins, headlines
    ("폴란드는 우크라이나에 전차 14대를 넘기겠다고 약속했다.", [("POL", "UKR", "armour.tank", "planned", "asserted")]),
    ("에스토니아가 한국산 자주포 12문을 사 갔다.", [("KOR", "EST", "artillery", "ordered", "asserted")]),
    ("루마니아는 한국의 자주포를 차기 기종으로 선정했다.", [("KOR", "ROU", "artillery", "agreed", "asserted")]),
    ("초계함 1척이 한국에서 필리핀으로 건너갔다.", [("KOR", "PHL", "ship.corvette", "delivered", "asserted")]),
    ("러시아제 미사일이 터키 앙카라 인근 공군기지에 도착했다.", [("RUS", "TUR", "missile", "delivered", "asserted")]),
    ("우크라이나는 독일에 미사일 지원을 거듭 요구하고 있다.", [("DEU", "UKR", "missile", "requested", "asserted")]),
    ("北, 러시아에 포탄 제공", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("예멘으로 향하던 북한 화물선에서 미사일이 발견됐다.", [("PRK", "YEM", "missile", "delivering", "asserted")]),
    ("아랍에미리트가 수단 신속지원군에 무기를 공급하고 있다.", [
        ("ARE", "grp:rapid-support-forces", "arms", "delivering", "asserted")]),
    ("루마니아가 노르웨이가 쓰던 전투기 32대를 사들였다.", [("NOR", "ROU", "aircraft.combat", "ordered", "asserted")]),
    ("대우조선해양은 태국 해군이 발주한 호위함 1척을 수주했다.", [("KOR", "THA", "ship.frigate", "ordered", "asserted")]),
    ("미국이 대만에 어뢰를 파는 계획을 승인했다.", [("USA", "TWN", "ammunition.torpedo", None, "asserted")]),
    ("러시아는 시리아에 방공 시스템을 넘겨주지 않기로 했다.", [("RUS", "SYR", "air_defence", None, "denied")]),
    # handing on, in light verbs
    ("러시아산 S-400을 튀르키예가 끝내 들여놓았다.", [("RUS", "TUR", "air_defence", None, "asserted")]),
    ("덴마크는 자국이 굴리던 F-16 19대를 우크라이나에 몽땅 물려준다.", [("DNK", "UKR", "aircraft.combat", None, "asserted")]),
    ("튀르키예가 아제르바이잔에 드론을 대고 있다.", [("TUR", "AZE", "aircraft.uav", None, "asserted")]),
    ("프랑스가 인도에 잠수함 3척을 더 지어 주기로 했다.", [("FRA", "IND", "ship.submarine", None, "asserted")]),
    ("중국이 캄보디아 해군에 초계함 2척을 선사한다.", [("CHN", "KHM", "ship.corvette", None, "asserted")]),
    ("영국 정부는 미사일을 우크라이나군에 지급했다.", [("GBR", "UKR", "missile", "delivered", "asserted")]),
    # what is retired may be handed on
    ("호주는 퇴역한 전차 49대를 우크라이나에 주기로 했다.", [("AUS", "UKR", "armour.tank", None, "asserted")]),
    ("미국제 에이브럼스 전차 31대가 우크라이나 땅을 밟았다.", [("USA", "UKR", "armour.tank", "delivered", "asserted")]),
    ("베네수엘라 군이 쓰는 Su-30은 러시아가 판 것이다.", [("RUS", "VEN", "aircraft.combat", None, "asserted")]),
    ("카타르가 이탈리아 조선소에 주문한 초계함이 인도 절차에 들어갔다.", [("ITA", "QAT", "ship.corvette", None, "asserted")]),
    ("그리스는 프랑스가 만든 호위함 3척을 손에 넣는다.", [("FRA", "GRC", "ship.frigate", None, "asserted")]),
]  # fmt: skip

NOTHING = [
    "안전보장이사회는 리비아에 대한 무기 수출 금지를 결정했다.",
    "북한이 동해로 미사일을 발사했다.",
    "중국은 일본에 미사일 관련 정보를 제공했다.",
    "러시아는 드론으로 우크라이나를 공격했다.",
    "미국은 한국과 전투기 연합훈련을 제안했다.",
    "러시아는 우크라이나에 무기 반입 중단을 요구했다.",
    "미국 항공모함이 부산항에 입항했다.",
    "러시아는 중국에 천연가스 공급을 늘리기로 했다.",
    "미국은 조종사 훈련을 우크라이나에 제공한다.",
    "러시아 전투기가 일본 영공에 들어왔다가 나갔다.",
    "국방부는 미사일 개발 예산을 확보했다.",
    "군은 육군에 신형 소총을 보급했다.",
    "한국은 미국에 반도체를 수출한다.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("ko", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("ko", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("ko", "푸틴 대통령은 2024년 6월 베트남을 방문했다.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:vladimir-putin"), ("host", "VNM")]
    ]


def test_amounts_stand_behind_what_they_count(read):
    found = read("ko", "한국은 2022년 12월 폴란드에 K2 전차 10대와 K9 자주포 24문을 인도했다.")
    counted = {item.weapon: item.quantity.min for t in found.transfers for item in t.items if item.quantity}
    assert counted == {"wpn:k2": 10, "wpn:k9": 24}


def test_a_syllable_is_not_reduced_to_its_first_letter():
    assert flat("한국은") == "한국은"
