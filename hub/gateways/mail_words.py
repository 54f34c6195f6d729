# ruff: noqa: RUF001 - the tables hold words of many languages in their own letters
"""The phrases mail programs put around what people write, in the languages customers write in.

Sources: what Outlook, Gmail, Apple Mail, Thunderbird and common phones put there themselves."""

import re


def _any(*phrases: str) -> str:
    return "(" + "|".join(phrases) + ")"


ORIGINAL = re.compile(
    r"\s*-{2,}\s*"
    + _any(
        *("original message", "original appointment", "forwarded message"),
        *("ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht"),
        *("message d'origine", "message original", "message transféré", "mensaje original"),
        *("mensagem original", "messaggio originale", "oorspronkelijk bericht"),
        *("oprindelig meddelelse", "opprinnelig melding", "ursprungligt meddelande"),
        *("alkuperäinen viesti", "wiadomość oryginalna", "původní zpráva"),
        *("исходное сообщение", "orijinal mesaj", "元のメッセージ", "原始邮件", "원본 메시지"),
    )
    + r"\s*-{2,}\s*",
    re.IGNORECASE,
)
"""The line above a quoted mail."""

FROM = re.compile(
    r"\s*\*?"
    + _any(
        *("from", "von", "de", "da", "van", "fra", "från", "lähettäjä", "od", "от", "kimden"),
        *("差出人", "发件人", "보낸 사람"),
    )
    + r"\s?\*?[:\uff1a]\*?\s*\S",
    re.IGNORECASE,
)
"""The first of the headers an Outlook puts above a quoted mail."""

MORE = re.compile(
    r"\s*\*?"
    + _any(
        *("sent", "date", "to", "cc", "subject", "gesendet", "datum", "an", "betreff"),
        *("envoyé", "à", "objet", "enviado", "fecha", "para", "asunto", "assunto"),
        *("data", "inviato", "a", "oggetto", "verzonden", "aan", "onderwerp"),
        *("sendt", "til", "emne", "skickat", "till", "ämne", "lähetetty", "aihe"),
        *("wysłano", "do", "temat", "отправлено", "кому", "тема"),
        *("送信日時", "宛先", "件名", "发送时间", "收件人", "主题"),
    )
    + r"\s?\*?[:\uff1a]",
    re.IGNORECASE,
)
"""The headers that follow it."""

WROTE = re.compile(
    _any(
        *(r"\bwrote", r"\bschrieb( .{0,80})?", r"\ba écrit", r"\bescribió", r"\bha scritto"),
        *(r"\bschreef( .{0,80})?", r"\bescreveu", r"\bskrev( .{0,80})?", r"\bkirjoitti"),
        *(r"\bnapisał\(?a?\)?", r"\bnapsal\(?a?\)?", r"\bпишет", r"\bнаписал\(?а?\)?"),
        *(r"\bşunu yazdı", "のメール", "写道", "님이 작성"),
    )
    + r"\s?[:\uff1a]\s*$",
    re.IGNORECASE,
)
"""The end of "On 3 May 2026 at 10:12, Ann wrote:"."""

PHONE = re.compile(
    r"\s*"
    + _any(
        *(r"sent from (my|a) .{2,40}", r"get outlook for .{2,20}"),
        *(r"sent from (outlook|mail|yahoo).{0,40}", r"von meinem .{2,40} gesendet"),
        *(r"gesendet von .{2,40}", r"diese nachricht wurde von meinem .{2,80}"),
        *(r"envoyé de(puis)? mon .{2,40}", r"enviado desde mi .{2,40}"),
        *(r"enviado do meu .{2,40}", r"inviato da(l mio)? .{2,40}"),
        *(r"verzonden vanaf mijn .{2,40}", r"skickat från min .{2,40}"),
        *(r"sendt fra min .{2,40}", r"wysłane z .{2,40}", r"lähetetty .{2,40}stani"),
    )
    + r"\.?\s*",
    re.IGNORECASE,
)
"""The line a phone adds by itself."""

AWAY = re.compile(
    r"\s*"
    + _any(
        *(r"auto(matic)?[ -]?(reply|response|respons|svar)", r"out of (the )?office"),
        *(r"away from (the )?office", r"on (vacation|holiday|leave)\b"),
        *("automatische antwort", "abwesenheit", "abwesend", "nicht im büro"),
        *("réponse automatique", "absence du bureau", "absent du bureau"),
        *("respuesta automática", r"fuera de (la )?oficina"),
        *("resposta automática", "fora do escritório"),
        *("risposta automatica", "fuori sede", "fuori ufficio"),
        *("automatisch antwoord", "afwezig", "automatiskt svar", "automatisk svar"),
        *("frånvaro", "fravær", "automaattinen vastaus", "poissa"),
        *("automatyczna odpowiedź", "nieobecność", "automatická odpověď"),
        *("automatikus válasz", "răspuns automat", "автоматический ответ", "автоответ"),
        *("otomatik yanıt", "自動応答", "自動返信", "不在", "自动回复", "자동 회신", "부재중"),
    ),
    re.IGNORECASE,
)
"""How the subject of a vacation note begins."""
