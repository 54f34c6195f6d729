"""What goes out by the computer's own programs is chosen like what the hub sends: new words."""

from app.domain.lead import Lead
from app.domain.playbook import Template
from tests import builders as b
from tests.client.test_acknowledge import Bench


def composed(*texts: str, **lead: str) -> tuple[str, str, str]:
    """What is composed for somebody of mine who was written these texts by another program."""
    written = [fact for text in texts for fact in handed_over(text)]
    return Bench().ack.compose(mine(*written, **lead), "sms")


def mine(*facts: b.f.Fact, **lead: str) -> Lead:
    return b.a_lead(b.claimed(), *facts, **lead)


def handed_over(text: str) -> list[b.f.Fact]:
    return [b.started(channel="sms", text=text), b.ended(disposition="sent")]


def test_nobody_is_handed_the_same_words_twice() -> None:
    said: list[str] = []
    while (words := composed(*said))[0]:
        assert words[0] not in said
        said.append(words[0])
        assert len(said) < 20
    assert len(said) > 1
    assert composed(*said) == ("", "", "")


def test_another_program_can_put_in_no_link() -> None:
    assert "{" not in composed()[0]


def test_what_only_the_hub_answers_by_itself_is_never_offered() -> None:
    keys: dict[str, Template] = {t.key: t for t in b.a_playbook().templates}
    said: list[str] = []
    while (words := composed(*said))[0]:
        assert keys[words[2]].by_hand
        said.append(words[0])
