"""The inference reads its rules from the ontology."""

from __future__ import annotations

from decimal import Decimal

from kg.infer.definitions import definitions
from kg.namespaces import AG, ID


def test_every_class_of_a_category_is_read():
    by_category = definitions().by_category
    assert by_category[str(ID["category/armour.tank"])] == str(AG.Tank)
    assert by_category[str(ID["category/missile.ballistic"])] == str(AG.BallisticMissile)
    assert len(by_category) > 15


def test_classes_by_range_leave_no_gap_and_do_not_overlap():
    ranged = definitions().by_range
    assert len(ranged) == 4
    for kilometres in ("0.1", "999.9", "1000", "1000.1", "3000", "3000.1", "5500", "5500.1", "18000"):
        assert sum(one.holds(Decimal(kilometres)) for one in ranged) == 1


def test_superclasses_are_closed():
    above = definitions().superclasses
    assert above[str(AG.Company)] == {str(AG.Organisation), str(AG.Actor)}
    assert str(AG.WeaponSystem) in above[str(AG.ShortRangeBallisticMissile)]
    assert above[str(AG.TransferReport)] == {str(AG.Claim), str(AG.TransferDescription)}
