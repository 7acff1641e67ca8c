from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from amparo.kernel.ui.slots import DueItem
from amparo.portal.due import grouped

NOW = datetime(2031, 3, 12, 20, 0, tzinfo=UTC)  # 14:00 in Costa Rica
ZONE = ZoneInfo("America/Costa_Rica")


def item(about: str, due_at: datetime | None) -> DueItem:
    return DueItem("Responder", about, due_at, "/avisos/", "Abrir")


def test_what_is_late_comes_before_today_and_today_before_the_rest():
    items = [
        item("tarde", NOW - timedelta(minutes=1)),
        item("justo", NOW),
        item("hoy", NOW + timedelta(hours=9)),
        item("mañana", NOW + timedelta(hours=11)),
        item("sin plazo", None),
    ]
    found = {group.name: [one.about for one in group.items] for group in grouped(items, NOW, ZONE)}
    assert found == {
        "late": ["tarde", "justo"],
        "today": ["hoy"],
        "coming": ["mañana", "sin plazo"],
    }


def test_today_ends_at_midnight_where_the_desk_is():
    items = [item("hoy allá", NOW + timedelta(hours=5))]
    assert [group.name for group in grouped(items, NOW, ZONE)] == ["today"]
    assert [group.name for group in grouped(items, NOW, ZoneInfo("UTC"))] == ["coming"]


def test_groups_that_are_empty_are_left_out():
    assert grouped([], NOW, ZONE) == []
