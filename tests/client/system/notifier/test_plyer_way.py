"""plyer's way: what it may be given, how long it may take, and the real notify-send behind it."""

import threading

import pytest

from client.ports import Notice
from client.system.notifier.plyer_way import PlyerWay
from tests.rigs.notifiers import Dunst
from tests.rigs.processes import soon


async def test_nothing_handed_over_begins_like_an_option_or_ends_a_quote() -> None:
    said: list[dict[str, str]] = []
    way = PlyerWay(60, lambda **words: said.append(words))
    assert await way.show(Notice(key="a", title="-h evil", body="-t 0 'x' \\n"))
    assert said == [{"title": "–h evil", "message": "–t 0 ’x’ /n", "app_name": "Leadbell"}]


async def test_a_key_is_shown_once_until_it_is_withdrawn() -> None:
    said: list[str] = []
    way = PlyerWay(60, lambda **words: said.append(words["title"]))
    for title in ("0:24 to claim", "0:19 to claim"):
        assert await way.show(Notice(key="a", title=title, body=""))
    await way.withdraw("a")
    assert await way.show(Notice(key="a", title="again", body=""))
    assert said == ["0:24 to claim", "again"]


async def test_a_way_that_hangs_is_given_up_after_its_limit() -> None:
    go_on, over = threading.Event(), threading.Event()

    def hang(**words: str) -> None:
        go_on.wait()
        over.set()

    assert not await PlyerWay(0.1, hang).show(Notice(key="a", title="t", body="b"))
    assert not over.is_set(), "nobody waited for it"
    go_on.set()
    assert over.wait(60)


async def test_a_way_that_fails_says_so() -> None:
    def fail(**words: str) -> None:
        raise NotImplementedError("No usable implementation found!")

    assert not await PlyerWay(60, fail).show(Notice(key="a", title="t", body="b"))


@pytest.mark.real
@pytest.mark.filterwarnings("ignore:The Python dbus package is not installed")
async def test_the_real_plyer_reaches_a_real_service(
    dunst: Dunst, monkeypatch: pytest.MonkeyPatch
) -> None:
    dunst.screen.session.enter(monkeypatch)
    way = PlyerWay(60)
    way.markup = True
    assert await way.show(Notice(key="a", title="-h <Ayşe> & co", body="-x <b>1</b>"))
    await soon(lambda: dunst.displayed() == 1, "dunst shows it")
    dunst.ctl("close-all")
    (row,) = dunst.history()
    assert (row["summary"], row["body"]) == ("–h <Ayşe> & co", "–x &lt;b&gt;1&lt;/b&gt;")
