"""Which words for whom: their language, the lane's own first, and never the same words twice."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import facts as f
from app.domain import memory, wording, words
from app.domain.languages import language_of
from app.domain.lead import Lead, Person
from app.domain.message import Got, Message, MessageState
from app.domain.playbook import Messages, Playbook, Template
from app.domain.sms_parts import sms_parts
from app.domain.wording import Pen
from tests.builders import MINUTE, NOON, a_lead, a_person, a_playbook, fold, received, started

PEN = Pen(rep="Anna Berg", team="Kestrel Sales")


def a_template(key: str = "hello", body: str = "One", **more: Any) -> Template:
    values: dict[str, Any] = {"key": key, "channel": "sms", "title": key.title(), "body": body}
    return Template(**{**values, **more})


def a_book(*templates: Template, **more: Any) -> Playbook:
    return a_playbook(templates=templates, **more)


def ours(text: str, state: MessageState = "sent", **more: Any) -> Message:
    values: dict[str, Any] = {"id": f"m-{text}", "channel": "sms", "at": NOON}
    return Message(text=text, state=state, **{**values, **more})


def with_messages(*messages: Message, **more: Any) -> Lead:
    return replace(a_lead(**more), messages=messages)


def chosen(book: Playbook, lead: Lead, pen: Pen = PEN) -> str | None:
    found = wording.choose(book, lead, "sms", pen)
    return found.words.body if found is not None else None


# ---- the first they have not got --------------------------------------------------------------


def test_the_wordings_of_a_template_are_used_up_one_after_the_other() -> None:
    book = a_book(a_template(variants=("Two", "Three")))
    lead, said = a_lead(), []

    while (found := wording.choose(book, lead, "sms", PEN)) is not None:
        said.append((found.words.body, found.variant))
        sent = ours(found.words.body, template=found.template.key, variant=found.variant)
        lead = replace(lead, messages=(*lead.messages, sent))

    assert said == [("One", 0), ("Two", 1), ("Three", 2)]


def test_a_used_up_template_makes_room_for_the_next_and_says_when_it_went() -> None:
    book = a_book(a_template(), a_template("other", "Other"))
    lead = with_messages(ours("One", template="hello", changed=NOON + MINUTE))

    first, second = wording.offers(book, lead, "sms", PEN)

    assert (first.chosen, first.sent) == (None, NOON + MINUTE)
    assert second.chosen is not None and second.sent is None
    assert chosen(book, lead) == "Other"


@pytest.mark.parametrize("state", ["waiting", "held", "sending", "sent", "delivered", "unknown"])
def test_what_they_have_or_may_come_to_have_is_got(state: MessageState) -> None:
    lead = with_messages(ours("One", state, template="hello"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "Two"


@pytest.mark.parametrize("state", ["taken_back", "refused", "failed"])
def test_what_never_reached_them_may_be_said_again(state: MessageState) -> None:
    lead = with_messages(ours("One", state, template="hello"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "One"


def test_a_template_that_was_edited_before_it_left_is_got_all_the_same() -> None:
    lead = with_messages(ours("One, but friendlier", template="hello"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "Two"


def test_words_that_were_typed_by_hand_are_known_by_what_they_say() -> None:
    lead = with_messages(ours("  ONE\n"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "Two"


def test_the_same_words_by_email_are_the_same_words() -> None:
    lead = with_messages(ours("One", channel="email"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "Two"


def test_another_link_does_not_make_other_words() -> None:
    book = a_book(a_template(body="When? {good_time|}", variants=("Two",)))
    pen = Pen(good_time=True)

    lead = with_messages(ours("When? https://hub.example/t/abcdef.123"))
    without = with_messages(ours("When?"))

    assert chosen(book, lead, pen) == "Two"
    assert chosen(book, without, pen) == "Two"


def test_words_handed_to_another_program_count_too() -> None:
    lead = fold(received(), started(channel="sms", text="One"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "Two"


def test_their_own_words_are_not_ours() -> None:
    lead = with_messages(ours("One", "received", direction="inbound"))

    assert chosen(a_book(a_template(variants=("Two",))), lead) == "One"


def test_what_they_got_as_an_earlier_lead_is_not_said_again() -> None:
    got = (
        Got(channel="sms", at=NOON, words="One", digest=memory.digest("One")),
        Got(channel="sms", at=NOON, words="x", digest="x", template="hello", variant=1),
    )
    lead = replace(a_lead(), got=got)
    book = a_book(a_template(variants=("Two", "Three")))

    assert chosen(book, lead) == "Three"
    assert wording.sent_at(lead, "hello") == NOON


def test_one_without_gaps_goes_before_one_with() -> None:
    book = a_book(a_template(body="For {company}", variants=("For you",)))

    assert chosen(book, a_lead(person=Person(name="Imogen"))) == "For you"
    assert chosen(book, a_lead()) == "For Kestrel Freight"


def test_where_each_has_a_gap_the_first_comes_and_says_what_is_missing() -> None:
    lead = a_lead(person=Person(name="Imogen"))

    found = wording.choose(a_book(a_template(body="For {company}")), lead, "sms", PEN)

    assert found is not None and found.words.missing == ("company",)


# ---- who it is for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_DE.UTF-8", "de"),
        ("DE-de", "de"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        (" es ", "es"),
        ("fil-PH", "fil"),
        ("", ""),
        ("C", ""),
        ("POSIX", ""),
        ("*", ""),
        ("../../etc", ""),
        ("1" * 40, ""),
    ],
)
def test_a_locale_says_which_language_they_read(locale: str, language: str) -> None:
    assert language_of(a_lead(person=a_person(locale=locale))) == language


def in_(locale: str) -> Lead:
    return a_lead(person=a_person(locale=locale))


def test_who_reads_german_gets_german_and_everybody_else_our_own() -> None:
    book = a_book(a_template(), a_template(body="Eins", language="de"))

    made = {locale: wording.choose(book, in_(locale), "sms", PEN) for locale in ("de-CH", "fi", "")}

    said = {locale: (c.words.body, c.language) for locale, c in made.items() if c is not None}
    assert said == {"de-CH": ("Eins", "de"), "fi": ("One", "en"), "": ("One", "en")}


def test_our_own_language_need_not_be_english() -> None:
    messages = Messages(language="de")
    book = a_book(a_template(body="Eins"), a_template(language="en"), messages=messages)

    found = wording.choose(book, in_("fi"), "sms", PEN)

    assert found is not None and (found.words.body, found.language) == ("Eins", "de")
    assert chosen(book, in_("en-GB")) == "One"


def test_the_same_thing_in_another_language_is_the_same_thing() -> None:
    book = a_book(a_template(variants=("Two",)), a_template(body="Eins", language="de"))
    lead = replace(in_("de"), messages=(ours("One", template="hello", language="en"),))

    assert chosen(book, lead) is None


def test_the_lane_s_own_come_first_and_those_of_other_lanes_not_at_all() -> None:
    book = a_book(
        a_template("all", "For all"),
        a_template("mine", "Strike", lanes=("strike_now",)),
        a_template("other", "Nurture", lanes=("nurture",)),
    )

    assert [o.template.key for o in wording.offers(book, a_lead(), "sms", PEN)] == ["mine", "all"]


def test_automatic_answers_are_not_offered_but_found_by_name() -> None:
    book = a_book(a_template("ack", "We call {promise}", by_hand=False))
    pen = Pen(promise=lambda language: f"tomorrow ({language})")

    found = wording.of_key(book, "ack", a_lead(), pen)

    assert wording.offers(book, a_lead(), "sms", PEN) == ()
    assert found is not None and found.words.body == "We call tomorrow (en)"
    assert wording.of_key(book, "nothing", a_lead(), pen) is None


# ---- what ships -------------------------------------------------------------------------------


def test_no_two_messages_that_ship_say_the_same_to_one_person() -> None:
    """Somebody gets everything there is, in the order it is offered."""
    book = a_playbook()
    for locale in ("en", "de", "fr", "es"):
        lead, digests = in_(locale), set()
        for _ in range(100):
            found = wording.choose(book, lead, "email", PEN)
            found = found or wording.choose(book, lead, "sms", PEN)
            if found is None:
                break
            digest = memory.digest(found.words.body)
            assert digest not in digests, found.words.body
            digests.add(digest)
            made = f.MessageQueued(
                message=f"m-{len(digests)}", channel="sms", to="x", text=found.words.body,
                at=NOON, goes=NOON, template=found.template.key, variant=found.variant,
            )  # fmt: skip
            lead = fold(made, lead=lead)
        assert len(digests) >= 15, locale


def test_every_template_that_ships_for_reps_has_other_words_and_german_ones() -> None:
    book = a_playbook()
    keys = {t.key for t in book.templates}
    spoken = {(t.key, wording.language(book, t)) for t in book.templates}

    assert all(2 <= len(words.wordings(t)) <= 3 for t in book.templates)
    assert {(key, language) for key in keys for language in ("en", "de")} <= spoken
    acks = {key for key in keys if key.startswith(("ack_", "thanks_"))}
    assert {(key, language) for key in acks for language in ("fr", "es")} <= spoken


def test_a_text_that_ships_costs_two_parts_at_most() -> None:
    """With a usual name and the link in it, in the alphabet that has 160 letters a part."""
    lead = a_lead()
    for template in a_playbook().templates:
        if template.channel != "sms":
            continue
        for variant, _ in enumerate(words.wordings(template)):
            filled = words.fill(
                template, lead, "Anna Berg", "Kestrel Sales", variant=variant, good_time=True,
                promise="tomorrow, Tuesday, at 09:10 your time",
            )  # fmt: skip
            shown = words.shown(filled.body, "https://hub.example.com/t/", 52)
            count = sms_parts(shown)
            assert count.plain, f"{template.key} {template.language}: {count.odd} in {shown}"
            assert count.parts <= 2, (template.key, template.language, count.used, shown)


@given(
    st.lists(
        st.tuples(st.sampled_from(["One", "Two", "Three", "one ", "Four"]), st.booleans()),
        max_size=8,
    )
)
def test_nothing_chosen_was_ever_got(history: list[tuple[str, bool]]) -> None:
    book = a_book(a_template(variants=("Two", "Three")))
    lead = with_messages(*(ours(text, "sent" if sent else "failed") for text, sent in history))
    got = {text.strip().casefold() for text, sent in history if sent}

    found = chosen(book, lead)

    left = [text for text in ("One", "Two", "Three") if text.casefold() not in got]
    assert found == (left[0] if left else None)
