"""A stop is heard in any case, spacing and language, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.playbook import Messages
from hub.stop_words import CARRIERS, STOP, said

USUAL = Messages()


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", " Stop ", "stop.", "STOP!!!", "S T O P", "s.t.o.p", "Stopp!", "STOP please",
        "please stop", "Stop, thanks", "“Stop”", "stop\n", "ＳＴＯＰ", "Opt-out", "opt out",
        "UNSUBSCRIBE", "Cancel", "END", "quit", "Revoke", "Arrêt", "ARRETER svp", "Désabonner",
        "Abmelden", "bitte abmelden", "Baja", "basta", "Afmelden", "Sair", "Avsluta", "Lopeta",
        "Odhlásit", "İptal", "iptal", "DUR", "Don't text me", "stop texting me", "Remove me",
        "Keine SMS mehr", "Wypisz mnie", "🛑 STOP 🛑",
    ],
)  # fmt: skip
def test_a_stop_in_any_case_spacing_and_language_is_one(text: str) -> None:
    heard = said(text, "sms", USUAL)
    assert (heard.what, heard.channels) == ("stop", ("sms",))


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "don't stop", "Do not stop calling!", "stop by my office at 3", "I'll stop by",
        "Can we stop at 4 and go on tomorrow?", "non-stop", "yes", "The end of the month",
        "End of June works", "cancel the Thursday one, Friday is better", "quit the old system",
        "I will be out of office until Monday. Please stop by.", "unstoppable", "all", "please",
        "Stop? Why would I", "sto p ping", "no",
    ],
)  # fmt: skip
def test_an_answer_that_only_holds_such_a_word_is_an_answer(text: str) -> None:
    assert said(text, "sms", USUAL).what == ""


@pytest.mark.parametrize(
    "text", ["STOP ALL", "stopall", "Stop everything", "stop alles", "STOP ALL!"]
)
def test_a_stop_to_everything_is_about_every_channel(text: str) -> None:
    assert said(text, "sms", USUAL).channels == ("call", "sms", "email")


@pytest.mark.parametrize("text", ["START", "Unstop", "start please", "Anmelden", "S T A R T"])
def test_a_start_takes_the_channel_it_came_by(text: str) -> None:
    heard = said(text, "sms", USUAL)
    assert (heard.what, heard.channels) == ("start", ("sms",))


def test_a_team_adds_words_of_its_own() -> None:
    own = Messages(stop_words={"fi": ("Riittää jo",)})
    assert said("riittaa jo!", "sms", own).what == "stop"
    assert said("riittää jo", "sms", USUAL).what == ""


def test_every_word_a_carrier_requires_is_honoured_whatever_the_language() -> None:
    for word in CARRIERS.split():
        assert said(word.upper(), "sms", USUAL).what == "stop"
    assert set(STOP) >= {"en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "no", "da", "fi"}


@given(st.text(max_size=400))
def test_nothing_that_comes_breaks_it(text: str) -> None:
    assert said(text, "sms", USUAL).what in ("", "stop", "start")
