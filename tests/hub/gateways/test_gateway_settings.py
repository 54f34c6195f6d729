"""`gateways.toml`: what it may say, and what is said of its mistakes."""

import re
from pathlib import Path

import pytest

from app.domain.ids import Ms
from hub.gateways.build import build
from hub.gateways.credentials import Credentials
from hub.gateways.port import Refused
from hub.gateways.settings import GatewaySettings, Secret, SettingsError, SmtpEmail, TwilioSms
from hub.gateways.settings_file import load, read
from tests.hub.gateways.carriers import letter

HERE = Path("/etc/leadbell")
TWILIO = """\
[sms]
kind = "twilio"
account = "AC55555555"
token = { env = "TWILIO_TOKEN" }
from = "+14155550199"
"""
SMTP = """\
[email]
kind = "smtp"
host = "smtp.example.com"
user = "sales@example.com"
password = { file = "mail.secret" }
from = "sales@example.com"
"""
INBOX = """
[email.inbox]
host = "imap.example.com"
"""
WHOLE = f"""\
public_url = "https://hub.example.com/"

{TWILIO}
{SMTP}{INBOX}
[call]
kind = "twilio"
account = "AC55555555"
token = {{ keyring = "twilio" }}
from = "+14155550199"
"""


def now() -> Ms:
    return 1_795_000_000_000


def test_no_file_means_no_gateways(tmp_path: Path) -> None:
    settings = load(tmp_path / "gateways.toml")
    assert settings == GatewaySettings(folder=str(tmp_path))
    gateways = build(settings, now)
    assert (gateways.sms, gateways.email, gateways.call, gateways.inbox) == (None,) * 4


async def test_a_whole_file_makes_every_gateway() -> None:
    settings = read(WHOLE, HERE)
    assert settings.public_url == "https://hub.example.com"
    assert isinstance(settings.sms, TwilioSms)
    assert isinstance(settings.email, SmtpEmail)
    assert settings.email.password == Secret(file="mail.secret")
    gateways = build(settings, now)
    assert gateways.sms is not None
    assert gateways.email is not None
    assert gateways.call is not None
    assert gateways.inbox is not None
    titles = (gateways.sms.title, gateways.email.title, gateways.call.title)
    assert titles == ("Twilio", "smtp.example.com", "Twilio")
    assert gateways.inbox.inbox.user == "sales@example.com"
    await gateways.close()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (TWILIO, "Twilio"),
        (TWILIO.replace('from = "+14155550199"', 'messaging_service = "MG1"'), "Twilio"),
        (
            TWILIO.replace('"twilio"', '"signalwire"')
            + 'base_url = "https://x.signalwire.com"\nsigning_key = { env = "K" }\n',
            "SignalWire",
        ),
        ('[sms]\nkind = "telnyx"\ntoken = { env = "T" }\nfrom = "+14155550199"\n', "Telnyx"),
        (
            '[sms]\nkind = "kannel"\nuser = "leads"\npassword = { env = "P" }\n'
            'from = "13013"\nbase_url = "http://10.0.0.7:13013"\n',
            "Kannel",
        ),
    ],
)
async def test_each_kind_of_text_gateway_can_be_written(text: str, title: str) -> None:
    gateways = build(read(text, HERE), now)
    assert gateways.sms is not None
    assert gateways.sms.title == title
    await gateways.close()


SAID = [
    ("[sms", "", "not TOML"),
    ('token = "hunter2"', "", "unknown key"),
    ('public_url = "hub.example.com"', "public_url", "address like https"),
    ('public_url = "http://hub.example.com"', "public_url", "must begin with https"),
    ('public_url = "https://me:hunter2@hub.example.com"', "public_url", "user or password"),
    (TWILIO.replace('{ env = "TWILIO_TOKEN" }', '"hunter2"'), "line 4, sms.token", "never written"),
    (TWILIO.replace('{ env = "TWILIO_TOKEN" }', "7"), "line 4, sms.token", "never written"),
    (TWILIO.replace('"TWILIO_TOKEN"', '["hunter2"]'), "line 4, sms.token.env", "in quotes"),
    (TWILIO.replace("env =", "value ="), "sms.token.value", "unknown key"),
    (TWILIO.replace("{ env", '{ file = "x", env'), "line 4, sms.token", "exactly one place"),
    (TWILIO.replace('{ env = "TWILIO_TOKEN" }', "{}"), "line 4, sms.token", "exactly one place"),
    (TWILIO.replace('token = { env = "TWILIO_TOKEN" }\n', ""), "sms.token", "is missing"),
    (TWILIO.replace('"twilio"', '"twillio"'), "line 2, sms.kind", "is one of twilio, signalwire"),
    (TWILIO.replace('kind = "twilio"\n', ""), "sms.kind", "is missing"),
    (TWILIO.replace("AC55555555", ""), "line 3, sms.account", "must not be empty"),
    (TWILIO.replace("AC55555555", "../x"), "line 3, sms.account", "letters and digits"),
    (TWILIO.replace('"+14155550199"', '"call us now please"'), "line 5, sms.from", "number"),
    (TWILIO.replace('from = "+14155550199"\n', ""), "sms.from", "number"),
    (TWILIO.replace("from =", "form ="), "sms.form", "unknown key"),
    (TWILIO + 'base_url = "http://api.example.com"\n', "line 6, sms.base_url", "https"),
    (TWILIO.replace('"twilio"', '"signalwire"'), "sms.base_url", "is missing"),
    ('[call]\nkind = "kannel"\n', "line 2, call.kind", "twilio, signalwire (call)"),
    (TWILIO.replace('"+14155550199"', '"+1"'), "line 5, sms.from", "number"),
    (TWILIO.replace("sms", "call").replace('"+14155550199"', '"LEADS"'), "call.from", "number in"),
    (SMTP.replace("smtp.example.com", "smtp example"), "line 3, email.host", "a host's name"),
    (SMTP + "port = 0\n", "line 7, email.port", "1 to 65535"),
    (SMTP + 'port = "587"\n', "line 7, email.port", "a whole number"),
    (SMTP + 'tls = "none"\n', "line 7, email.tls", "this machine only"),
    (SMTP + 'tls = "ssl"\n', "line 7, email.tls", "starttls, tls, none"),
    (SMTP.replace('password = { file = "mail.secret" }\n', ""), "email.password", "is missing"),
    (SMTP.replace("from = ", "from = ''  # "), "line 6, email.from", "email address"),
    (SMTP + 'auth = "xoauth2"\n', "email.provider", "google"),
    (SMTP + INBOX + 'auth = "none"\n', "line 10, email.inbox.auth", "password or xoauth2"),
    (SMTP + INBOX + "ports = 1\n", "email.inbox.ports", "unknown key"),
]


@pytest.mark.parametrize(("text", "field", "why"), SAID)
def test_a_mistake_is_named_with_its_line_and_field_and_quotes_nothing(
    text: str, field: str, why: str
) -> None:
    with pytest.raises(SettingsError) as wrong:
        read(text, HERE)
    assert field in str(wrong.value)
    assert why in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


DOC = (Path(__file__).parents[3] / "docs" / "gateways.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_of_the_handbook_can_be_used_as_it_stands(sample: str) -> None:
    made = build(read(sample, HERE), now)
    assert made.sms or made.email


def test_the_file_is_named_and_a_huge_or_binary_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "gateways.toml"
    path.write_text("[sms")
    with pytest.raises(SettingsError, match=r"^gateways\.toml, "):
        load(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(path)
    path.write_bytes(b"#" * 70_000)
    with pytest.raises(SettingsError, match="64 KiB"):
        load(path)


def test_where_a_refresh_token_changes_by_itself_it_is_not_in_the_environment() -> None:
    text = SMTP + (
        'auth = "xoauth2"\nprovider = "google"\nclient_id = "x"\nrefresh_token = { env = "R" }\n'
    )
    with pytest.raises(SettingsError, match=r"email\.refresh_token: changes by itself"):
        read(text, HERE)
    assert read(text.replace("env =", "file ="), HERE).email is not None


async def test_a_secret_that_cannot_be_read_refuses_a_text_and_says_so_without_the_name(
    tmp_path: Path,
) -> None:
    settings = read(TWILIO, tmp_path)
    gateways = build(settings, now, Credentials(tmp_path, {}))
    assert gateways.sms is not None
    told = await gateways.sms.send(letter())
    await gateways.close()
    assert isinstance(told, Refused)
    assert (told.code, told.again_s) == ("credentials", 30)
