"""Mails in the shapes real programs give them, with words of our own."""

OURS = "m1.abc@northwind.example"


def mail(headers: str, body: str | bytes, *, charset: str = "utf-8") -> bytes:
    """Headers as written, one a line, and a body."""
    content = body if isinstance(body, bytes) else body.encode(charset)
    lines = headers.strip("\n").replace("\n", "\r\n")
    return lines.encode() + b"\r\n\r\n" + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def reply(body: str | bytes, more: str = "", *, charset: str = "utf-8") -> bytes:
    """A person's answer in plain text."""
    kind = "" if "Content-Type" in more else f"Content-Type: text/plain; charset={charset}\n"
    return mail(
        "From: Ann Lee <ann@lead.example>\nTo: sales@northwind.example\n"
        f"Subject: Re: Your enquiry\nMessage-ID: <a1@lead.example>\n"
        f"In-Reply-To: <{OURS}>\nReferences: <m0@northwind.example> <{OURS}>\n"
        f"{kind}{more}",
        body,
        charset=charset,
    )


NEWEST: dict[str, tuple[str, str]] = {
    "Gmail": (
        "Tuesday at ten is fine.\n\nAnn\n\nOn Sat, 21 Nov 2026 at 09:14, Mara at Northwind <\n"
        "sales@northwind.example> wrote:\n\n> Hello Ann,\n>\n> reply STOP to end this.\n",
        "Tuesday at ten is fine.\n\nAnn",
    ),
    "Gmail in German": (
        "Passt.\n\nAm Sa., 21. Nov. 2026 um 09:14 Uhr schrieb Mara Vogel <\n"
        "sales@northwind.example>:\n\n> Hallo Ann\n",
        "Passt.",
    ),
    "Gmail in French": (
        "D'accord.\n\nLe sam. 21 nov. 2026 à 09:14, Mara <sales@northwind.example> a écrit :\n"
        "\n> Bonjour\n",
        "D'accord.",
    ),
    "Apple Mail": (
        "Call me.\n\n> On 21 Nov 2026, at 09:14, Mara Vogel <sales@northwind.example> wrote:\n> \n"
        "> Hello Ann\n",
        "Call me.",
    ),
    "Outlook": (
        "Not now.\n\nKind regards\nAnn\n\n________________________________\nFrom: Mara Vogel\n"
        "Sent: Saturday, November 21, 2026 9:14 AM\nTo: Ann Lee\nSubject: Your enquiry\n\nHello\n",
        "Not now.\n\nKind regards\nAnn",
    ),
    "Outlook in German": (
        "Danke, nein.\n\nVon: Mara Vogel\nGesendet: Samstag, 21. November 2026 09:14\nAn: Ann Lee\n"
        "Betreff: Ihre Anfrage\n\nHallo\n",
        "Danke, nein.",
    ),
    "Outlook of old": (
        "Yes!\n\n-----Original Message-----\nFrom: Mara Vogel\nHello\n",
        "Yes!",
    ),
    "Thunderbird, answered below": (
        "On 21/11/2026 09:14, Mara Vogel wrote:\n> Hello Ann,\n> shall we talk?\n\nYes, at ten.\n",
        "Yes, at ten.",
    ),
    "answered point by point": (
        "> Which size?\n\nLarge.\n\n> When?\n\nMonday.\n",
        "> Which size?\n\nLarge.\n\n> When?\n\nMonday.",
    ),
    "an unmarked history": (
        "Fine.\n\nOn Sat, Nov 21, 2026 at 9:14 AM Mara Vogel <sales@northwind.example> wrote:\n\n"
        "Hello Ann, this was ours.\n",
        "Fine.",
    ),
    "a signature": ("Ring me at 5.\n\n-- \nAnn Lee\nLee Ltd.\n+44 20 7946 0000\n", "Ring me at 5."),
    "a phone's signature": ("Ok\n\nSent from my iPhone\n", "Ok"),
    "a German phone's": ("Ok\n\nVon meinem iPhone gesendet\n\n> alt\n", "Ok"),
    "words that look like history": (
        "He wrote: call us.\nFrom: our side it is fine.\n- - -\nBye",
        "He wrote: call us.\nFrom: our side it is fine.\n- - -\nBye",
    ),
    "a list with dashes": ("Need:\n--\nbolts\n--\nnuts", "Need:"),
    "only history": ("> Hello Ann\n> shall we talk?\n", "> Hello Ann\n> shall we talk?"),
    "only a phone's signature": ("Sent from my iPhone\n", "Sent from my iPhone"),
    "Japanese": (
        "了解です。\n\n2026年11月21日(土) 9:14 Mara <sales@northwind.example>:\n\n> 今日は\n",
        "了解です。",
    ),
    "CRLF and no-break spaces": ("Yes\u00a0please\r\n\r\n", "Yes please"),
}

HTML = """<html><head><style>p{color:red}</style><title>t</title></head><body>
<p>Yes &amp; <b>thanks</b>,<br>Ann</p><script>alert(1)</script>
<img src="https://track.example/x.gif">
<div class="gmail_quote"><div class="gmail_attr">On Sat, Mara wrote:</div>
<blockquote>STOP to end</blockquote></div></body></html>"""

OUTLOOK_HTML = """<div>Fine by me.</div><div id="appendonsend"></div><hr>
<div id="divRplyFwdMsg"><b>From:</b> Mara<br><b>Sent:</b> today</div><div>Hello</div>"""

AWAY: dict[str, str] = {
    "RFC 3834": "Auto-Submitted: auto-replied\nSubject: Re: Your enquiry",
    "Exchange": "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n"
    "Subject: Automatic reply: Your enquiry",
    "Exchange, suppress alone": "X-Auto-Response-Suppress: DR, OOF, AutoReply\nSubject: Re: x",
    "German": "Subject: Automatische Antwort: Ihre Anfrage",
    "German, encoded": "Subject: =?utf-8?q?Abwesenheitsnotiz=3A_Ihre_Anfrage?=",
    "French": "Subject: =?utf-8?b?UsOpcG9uc2UgYXV0b21hdGlxdWUgOiBWb3RyZSBkZW1hbmRl?=",
    "Spanish": "Subject: =?iso-8859-1?q?Respuesta_autom=E1tica=3A_Su_consulta?=",
    "Italian": "Subject: Risposta automatica: richiesta",
    "Dutch": "Subject: Automatisch antwoord: vraag",
    "Swedish": "Subject: Automatiskt svar: x",
    "Polish": "Subject: =?utf-8?q?Automatyczna_odpowied=C5=BA=3A_x?=",
    "Japanese": "Subject: =?utf-8?b?6Ieq5YuV5b+c562UOiDjgYrllY/jgYTlkIjjgo/jgZs=?=",
    "Chinese": "Subject: =?utf-8?b?6Ieq5Yqo5Zue5aSNOiBoZWxsbw==?=",
    "vacation(1)": "Precedence: bulk\nSubject: away from my mail",
    "old responders": "X-Autoreply: yes\nSubject: Re: x",
    "a newsletter": "Precedence: list\nSubject: News",
    "nobody to answer": "Return-Path: <>\nSubject: Received",
}


def away(headers: str) -> bytes:
    """A vacation note that, by its words alone, would be a STOP."""
    return mail(
        f"From: ann@lead.example\nMessage-ID: <v@lead.example>\nIn-Reply-To: <{OURS}>\n{headers}",
        "STOP\n",
    )


def report(status: str, diagnostic: str = "", action: str = "failed", words: str = "") -> bytes:
    """A bounce by RFC 3464, as Postfix writes it."""
    told = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return mail(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\n"
        "To: sales@northwind.example\nSubject: Undelivered Mail Returned to Sender\n"
        "Message-Id: <d1@mx.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B1"',
        f"--B1\nContent-Type: text/plain\n\nI'm sorry. {words}\n\n"
        "--B1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; Bob@Lead.Example\nAction: {action}\nStatus: {status}\n{told}\n"
        "--B1\nContent-Type: message/rfc822\n\nFrom: sales@northwind.example\n"
        f"To: bob@lead.example\nMessage-ID: <{OURS}>\nSubject: Your enquiry\n\nHello\n\n--B1--\n",
    )


BOUNCES: dict[str, tuple[bytes, bool]] = {
    "no such user": (report("5.1.1", "550 5.1.1 <bob@lead.example>: User unknown"), True),
    "no such domain": (report("5.1.2", "Host or domain name not found"), True),
    "Gmail disabled": (report("5.2.1", "550 5.2.1 The email account is disabled."), True),
    "Microsoft": (report("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"), True),
    "Microsoft at the edge": (report("5.4.1", "550 5.4.1 Recipient address rejected"), True),
    "in words only": (report("5.0.0", "550 No such user here"), True),
    "in the text only": (report("5.0.0", "", words="550 5.1.1 no such mailbox"), True),
    "full": (report("5.2.2", "552 5.2.2 Over quota"), False),
    "blocked": (report("5.7.1", "550 5.7.1 Message blocked, user unknown to list"), False),
    "given up": (report("4.4.7", "Delivery time expired"), False),
    "still trying": (report("4.4.1", "Connection timed out", action="delayed"), False),
    "unnamed": (report("5.0.0", "550 Requested action not taken"), False),
}

HEADERS_ONLY = mail(
    "From: postmaster@mx.example\nSubject: Failure\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B1"',
    "--B1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    "Final-Recipient: rfc822;bob@lead.example\nAction: failed\nStatus: 5.1.1\n\n"
    "--B1\nContent-Type: text/rfc822-headers\n\nTo: bob@lead.example\n"
    f"Message-ID: <{OURS}>\n\n--B1--\n",
)

DELIVERED = report("2.0.0", "250 OK", action="delivered")

GMAIL_PLAIN = mail(
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\n"
    "X-Failed-Recipients: bob@lead.example\nSubject: Delivery Status Notification (Failure)\n"
    f"In-Reply-To: <{OURS}>",
    "Address not found. Your message wasn't delivered because the address couldn't be found.\n"
    "550 5.1.1 The email account that you tried to reach does not exist.\n",
)

COMPLAINT = mail(
    "From: feedback@isp.example\nSubject: FW: Your enquiry\nMessage-ID: <f1@isp.example>\n"
    'Content-Type: multipart/report; report-type=feedback-report; boundary="B1"',
    "--B1\nContent-Type: text/plain\n\nThis is an abuse report.\n\n"
    "--B1\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\n"
    "Version: 1\nOriginal-Rcpt-To: <bob@lead.example>\n\n"
    "--B1\nContent-Type: message/rfc822\n\nFrom: sales@northwind.example\n"
    f"To: bob@lead.example\nMessage-ID: <{OURS}>\n\nHello\n\n--B1--\n",
)


def nested(depth: int) -> bytes:
    """Multiparts in multiparts in multiparts."""
    body = b"Content-Type: text/plain\r\n\r\nhello\r\n"
    for n in range(depth):
        mark = f"b{n}".encode()
        body = (
            (b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n")
            + body
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return b"From: ann@lead.example\r\nSubject: deep\r\nMessage-ID: <n@lead.example>\r\n" + body


def forwarded(depth: int) -> bytes:
    """Mails in mails in mails."""
    body = b"From: x@y.z\r\n\r\nhello\r\n"
    for _ in range(depth):
        body = b"From: ann@lead.example\r\nContent-Type: message/rfc822\r\n\r\n" + body
    return body


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "noise": bytes(range(256)) * 500,
    "NULs": b"\x00" * 5000 + b"From: ann@lead.example\x00\r\n\r\n\x00hello\x00",
    "no end of headers": b"From: ann@lead.example\r\n" + b"X-A: b\r\n" * 10_000,
    "10,000 headers": b"From: ann@lead.example\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\nhello",
    "one endless header": b"From: ann@lead.example\r\nSubject: " + b"a " * 500_000 + b"\r\n\r\nhi",
    "one endless line": b"From: ann@lead.example\r\n\r\n" + b"a" * 3_000_000,
    "endless folding": b"From: ann@lead.example\r\nReferences: "
    + b"<a@b>\r\n " * 100_000
    + b"\r\n\r\nx",
    "deep": nested(50),
    "deeper": nested(3_000),
    "mails in mails": forwarded(2_000),
    "wide": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50_000,
    "open quotes": b'From: "' + b"(" * 50_000 + b"@\r\n\r\nhello",
    "brackets": b"From: " + b"<" * 50_000 + b"\r\nTo: " + b"a@b," * 20_000 + b"\r\n\r\nhello",
    "encoded words": b"From: ann@lead.example\r\nSubject: "
    + b"=?utf-8?q?=41?= " * 50_000
    + b"\r\n\r\nx",
    "bad encoded words": b"From: =?xx?b?!!?= <ann@lead.example>\r\nSubject: =?utf-8?b?a?=\r\n\r\n",
    "a charset that is none": b"From: ann@lead.example\r\n"
    b'Content-Type: text/plain; charset="\xff\x00; evil"\r\n\r\nhello \xff',
    "bad base64": b"From: ann@lead.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!===\xff",
    "uuencode": b"From: ann@lead.example\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6",
    "rfc2231": b"From: ann@lead.example\r\nContent-Type: text/plain; a*0*=x''%; a*1=\r\n\r\nx",
    "quotes": b"From: ann@lead.example\r\n\r\n" + b">" * 200_000 + b"\r\n" + b"> \r\n" * 50_000,
    "tags": b"From: ann@lead.example\r\nContent-Type: text/html\r\n\r\n"
    + b"<div><blockquote>" * 40_000,
    "open tags": b"From: ann@lead.example\r\nContent-Type: text/html\r\n\r\n" + b"<a " * 100_000,
    "comments": b"From: ann@lead.example\r\nContent-Type: text/html\r\n\r\n" + b"<!--" * 100_000,
    "entities": b"From: ann@lead.example\r\nContent-Type: text/html\r\n\r\n"
    + b"&#1114112;&lt" * 50_000,
    "wrote": b"From: ann@lead.example\r\n\r\n" + b"on 1 wrote 2 " * 40_000 + b":\r\n" * 20_000,
    "a report of nothing": b"From: x@y.z\r\nContent-Type: multipart/report; boundary=b\r\n\r\n",
}
