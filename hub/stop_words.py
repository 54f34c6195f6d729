"""What an answer means by itself: stop, start, or nothing more than an answer. Only a message that
is nothing but such a word, perhaps with a polite one beside it, is one: "don't stop" is not."""

import re
import unicodedata
from typing import Literal

from msgspec import Struct

from app.domain.playbook import Messages
from app.domain.touch import Channel

LONGEST = 60
"""Characters of a message that may still be a stop: longer ones say something else."""
CARRIERS = "stop stopall unsubscribe cancel end quit optout revoke"
"""What carriers in North America require to be honoured, in whatever language (CTIA)."""
STOP: dict[str, str] = {
    "en": f"{CARRIERS} remove unsub|stop texting me|stop messaging me|stop contacting me|"
    "stop emailing me|opt out|opt me out|remove me|take me off|no more|no more texts|"
    "no more messages|no more emails|do not text me|dont text me|do not contact me|dont contact me",
    "de": "stopp stop abmelden abbestellen austragen beenden kündigen|keine sms mehr|"
    "keine nachrichten mehr|keine mails mehr|nicht mehr schreiben|bitte nicht mehr schreiben",
    "fr": "arret arreter arretez desabonner desinscrire desinscription desabonnement|stop sms|"
    "plus de sms|plus de messages|me desabonner|me desinscrire",
    "es": "parar pare alto baja cancelar detener basta|darme de baja|dar de baja|no mas|"
    "no mas mensajes",
    "it": "ferma basta annulla cancella cancellami disiscrivi disiscrivimi|basta messaggi|"
    "stop sms|non scrivermi piu",
    "nl": "stoppen afmelden uitschrijven opzeggen|geen sms meer|geen berichten meer",
    "pt": "parar pare sair cancelar remover descadastrar|nao quero mais|nao mais",
    "pl": "stop rezygnuje wypisz koniec|wypisz mnie|nie pisac|prosze nie pisac",
    "sv": "stopp sluta avsluta avregistrera avanmal|inga fler sms|inga fler meddelanden",
    "no": "stopp slutt avslutt avmeld avregistrer|ikke flere sms|ikke flere meldinger",
    "da": "stop stands afmeld afslut|ikke flere sms|ikke flere beskeder",
    "fi": "seis lopeta peruuta poista|ei enaa viesteja|ala laheta",
    "cs": "stop konec odhlasit zrusit prestan prestante|uz nepiste|nepiste mi",
    "tr": "dur iptal durdur cikis ret|mesaj atmayin|mesaj istemiyorum",
}
START: dict[str, str] = {
    "en": "start unstop subscribe resume|opt in|start again",
    "de": "start anmelden weiter",
    "fr": "start demarrer reprendre",
    "es": "iniciar empezar alta",
    "it": "inizia riprendi avvia",
    "nl": "start aanmelden",
    "pt": "iniciar comecar voltar",
    "pl": "start wznow",
    "sv": "start starta",
    "no": "start begynn",
    "da": "start",
    "fi": "aloita",
    "cs": "start zacit",
    "tr": "basla baslat",
}
EVERYTHING = "all everything alles alle tout todo tutto tudo wszystko allt alt kaikki vse hepsi"
"""After a stop word: by no channel at all."""
POLITE = (
    "please pls plz thanks thank you now ok bitte danke merci svp por favor gracias per favore "
    "grazie alsjeblieft aub obrigado obrigada prosze dzieki tack snalla takk tak venligst kiitos "
    "prosim dekuji lutfen tesekkurler hi hello hallo bonjour hola ciao hej sir madam sofort "
    "jetzt maintenant ahora"
)
_EVERYTHING, _POLITE = frozenset(EVERYTHING.split()), frozenset(POLITE.split())


class Said(Struct, frozen=True):
    """`channels`: what a stop, or a start, is about."""

    what: Literal["", "stop", "start"] = ""
    channels: tuple[Channel, ...] = ()


def said(text: str, channel: Channel, more: Messages) -> Said:
    """What `text`, which came by `channel`, means by itself; `more` are the team's own words."""
    if len(text) > LONGEST * 4:
        return Said()
    words = _plain(text)
    if not words or len(words) > LONGEST:
        return Said()
    stops = _table(STOP, more.stop_words)
    everything = False
    kept = words.split()
    if len(kept) > 1 and (kept[-1] in _EVERYTHING or words in ("stop all", "stopall")):
        everything, kept = True, kept[:-1]
    if words == "stopall":
        everything = True
    if _means(kept, stops):
        return Said("stop", ("call", "sms", "email") if everything else (channel,))
    if not everything and _means(kept, _table(START, more.start_words)):
        return Said("start", (channel,))
    return Said()


def _means(words: list[str], table: frozenset[str]) -> bool:
    """Is it one of them, alone, beside polite words, or spelled with blanks between its letters?"""
    while words and words[-1] in _POLITE and " ".join(words) not in table:
        words = words[:-1]
    while words and words[0] in _POLITE and " ".join(words) not in table:
        words = words[1:]
    if not words:
        return False
    joined = "".join(words)
    spelled = len(words) > 2 and all(len(word) == 1 for word in words)
    return " ".join(words) in table or (spelled and joined in table)


def _table(shipped: dict[str, str], own: dict[str, tuple[str, ...]]) -> frozenset[str]:
    found = set[str]()
    for line in shipped.values():
        singles, *phrases = line.split("|")
        found.update(_plain(word) for word in (*singles.split(), *phrases))
    found.update(_plain(word) for words in own.values() for word in words)
    return frozenset(found - {""})


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes and punctuation, single-spaced; Turkish dotless i and
    the like as they are usually typed."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("\u0131", "i"))
    letters = "".join(ch for ch in folded if not unicodedata.combining(ch))
    letters = (
        re.sub(r"['’`\u00b4]", "", letters).replace("ł", "l").replace("ø", "o").replace("æ", "ae")
    )
    return " ".join(re.sub(r"[^\w]|_", " ", letters).split())
