"""How I call: one of three ways, each kept only as far as it can be used, and tested in words."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.protocol.messages import Gateways
from client.settings import Settings
from tests.ui import scenes
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.theme import Theme
from ui.views.settings import SettingsView
from ui.views.settings_phone import PhonePart
from ui.widgets.field import Field
from ui.widgets.key_button import Kind

MINE = "+358401234567"


class Opened:
    """A settings page of a desk whose hub calls by `gateway`, and every change it emitted."""

    def __init__(self, qtbot: QtBot, gateway: str = "", **values: Any) -> None:
        self.desk: FakeDesk = scenes.offered()
        self.desk.gateways = Gateways(call=gateway)
        bridge = Bridge()
        bridge.attach(self.desk)
        self.page = SettingsView(bridge, Theme("light"), Settings(**values))
        self.changes: list[Settings] = []
        self.page.changed.connect(self.changes.append)
        self.page.resize(960, 1400)
        qtbot.addWidget(self.page)
        self.page.show()

    @property
    def phone(self) -> PhonePart:
        return self.page.phone

    def tests(self) -> list[tuple[object, ...]]:
        return [one for one in self.desk.asked if one[0] == "test_call"]


def _type(field: Field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def test_this_computers_phone_is_the_way_nobody_chose(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    assert opened.phone.way.buttons["tel"].isChecked()
    assert opened.phone.handler.isVisible()
    assert not opened.phone.softphone.isVisible()
    assert not opened.phone.company.isVisible()


def test_a_program_is_chosen_by_name(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.phone.handler.preset.buttons["sip:{e164}"].click()
    assert opened.changes == [Settings(softphone="sip:{e164}")]


@pytest.mark.parametrize("bad", ["javascript:{e164}", "tel:", "file:///etc/{e164}", ""])
def test_an_address_that_may_not_be_opened_is_never_kept(qtbot: QtBot, bad: str) -> None:
    opened = Opened(qtbot)
    _type(opened.phone.handler.template, bad)
    opened.phone.handler.type(bad)
    assert bad not in [kept.softphone for kept in opened.changes]
    assert opened.phone.test.kind is Kind.REFUSED
    opened.phone.test.click()
    assert opened.tests() == []


def test_the_softphone_is_chosen_and_set_by_keyboard_alone(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    button = opened.phone.way.buttons["softphone"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert opened.changes == [Settings(call_by="softphone")]
    assert opened.phone.softphone.isVisible()
    assert not opened.phone.handler.isVisible()
    _type(opened.phone.softphone.at, "127.0.0.1:4555")
    _type(opened.phone.softphone.dials, "sip:{e164}@pbx.example")
    assert opened.changes[-1] == Settings(
        call_by="softphone", sip_phone="127.0.0.1:4555", sip_dials="sip:{e164}@pbx.example"
    )


@pytest.mark.parametrize("at", ["", "4444", "192.0.2.9:4444", "pbx.example:4444", "127.0.0.1:0"])
def test_a_phone_elsewhere_or_nowhere_is_never_kept(qtbot: QtBot, at: str) -> None:
    opened = Opened(qtbot, call_by="softphone")
    _type(opened.phone.softphone.at, at)
    assert at not in [kept.sip_phone for kept in opened.changes]
    assert opened.phone.test.kind is Kind.REFUSED
    assert opened.phone.softphone.fault in opened.phone.softphone.said.text


def test_a_fixed_number_is_never_what_is_dialled(qtbot: QtBot) -> None:
    opened = Opened(qtbot, call_by="softphone")
    _type(opened.phone.softphone.dials, "sip:900123456@evil.example")
    assert {kept.sip_dials for kept in opened.changes} <= {"{e164}"}
    assert "Only {e164} or sip:{e164}@domain" in opened.phone.softphone.said.text


def test_the_test_looks_without_a_number_and_calls_the_one_that_is_typed(qtbot: QtBot) -> None:
    opened = Opened(qtbot, call_by="softphone")
    opened.phone.test.click()
    _type(opened.phone.number, "+358 (40) 123-4567")
    QTest.keyClick(opened.phone.number, Qt.Key.Key_Return)
    assert opened.tests() == [("test_call", "softphone", ""), ("test_call", "softphone", MINE)]
    opened.desk.hooks.call_tested("baresip 1.0.0, account sip:me@pbx.example, registered.")
    assert "baresip 1.0.0" in opened.phone.result.text


def test_what_is_no_number_is_said_and_not_called(qtbot: QtBot) -> None:
    opened = Opened(qtbot, call_by="softphone")
    _type(opened.phone.number, "112")
    opened.phone.test.click()
    assert opened.tests() == []
    assert "country code" in opened.phone.result.text


def test_the_company_is_offered_only_where_the_hub_calls(qtbot: QtBot) -> None:
    without = Opened(qtbot)
    assert not without.phone.way.buttons["company"].isVisible()
    opened = Opened(qtbot, gateway="Twilio")
    assert opened.phone.way.buttons["company"].isVisible()


def test_my_phone_is_kept_as_one_number_however_it_is_typed(qtbot: QtBot) -> None:
    opened = Opened(qtbot, gateway="Twilio", call_by="company")
    opened.phone.test.click()
    assert opened.tests() == []
    _type(opened.phone.company.phone, "+358 40 123 4567")
    assert opened.changes[-1].my_phone == MINE
    assert opened.phone.test.kind is Kind.PLAIN
    assert "Twilio rings this phone first" in opened.phone.company.said.text
    opened.phone.test.click()
    assert opened.tests() == [("test_call", "company", "")]


def test_a_company_that_no_longer_calls_is_said_so(qtbot: QtBot) -> None:
    opened = Opened(qtbot, call_by="company", my_phone=MINE)
    assert opened.phone.way.buttons["company"].isVisible()
    assert "makes no calls" in opened.phone.company.said.text


def test_every_field_and_button_has_a_name_for_a_screen_reader(qtbot: QtBot) -> None:
    opened = Opened(qtbot, gateway="Twilio")
    fields = opened.phone.findChildren(Field)
    assert len(fields) == 5
    assert len({field.accessibleName() for field in fields}) == 5
    assert all(field.accessibleName() for field in fields)
