"""What a desk gets of the playbook's words: all that a rep can send, and no more."""

import msgspec

from app.domain import wording
from tests.builders import a_lead, a_playbook

PEN = wording.Pen(rep="Anna Berg", team="Kestrel Sales", good_time=True)


def test_a_desk_gets_no_words_that_only_the_hub_writes_and_all_others() -> None:
    book = a_playbook()
    kept = wording.for_desks(book)
    assert 0 < len(kept.templates) < len(book.templates)
    assert all(template.by_hand for template in kept.templates)
    assert [t for t in book.templates if t.by_hand] == list(kept.templates)


def test_a_rep_is_offered_the_same_as_before() -> None:
    book = a_playbook()
    for lane in ("strike_now", "prepare_first", "nurture"):
        lead = a_lead(lane=lane)
        for channel in ("sms", "email"):
            kept = wording.offers(wording.for_desks(book), lead, channel, PEN)  # type: ignore[arg-type]
            assert kept == wording.offers(book, lead, channel, PEN)  # type: ignore[arg-type]


def test_that_is_a_third_less_of_what_all_desks_load_at_once() -> None:
    book = a_playbook()
    whole, kept = (len(msgspec.json.encode(each)) for each in (book, wording.for_desks(book)))
    assert kept < whole * 0.75
