"""A real exim4 that takes submissions with STARTTLS and a login, and delivers everything into
Maildirs. No mail ever leaves the machine: to it, every domain is local."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from tests.rigs.processes import free_port, needs, started, until

USER, PASSWORD = "rep", "leadpw"
COMPANY = "sales@northwind.example"
GONE, LATER, FULL = "gone@lead.example", "later@lead.example", "full@lead.example"
"""Refused at RCPT: 550 5.1.1, greylisted with 451, 552 5.2.2."""
BOUNCES, AWAY = "bounces@lead.example", "away@lead.example"
"""Taken, then returned by a real bounce; taken, and answered by a real vacation message."""

_SETTINGS = r"""
primary_hostname = mail.northwind.example
domainlist local_domains = *
local_interfaces = <; 127.0.0.1.@PORT@
daemon_smtp_ports = @PORT@
@TLS@
auth_advertise_hosts = @AUTH_HOSTS@
acl_smtp_rcpt = rcpt
acl_smtp_data = data
spool_directory = @DIR@/spool
log_file_path = @DIR@/logs/%slog
exim_user = @USER@
exim_group = @GROUP@
never_users =
deliver_drop_privilege = @DROP@
rfc1413_query_timeout = 0s
host_lookup =
helo_lookup_domains =
keep_environment =
bounce_return_message = true
smtp_accept_max = 40
begin acl
rcpt:
  deny local_parts = gone
       message = 550 5.1.1 No such user here
  defer local_parts = later
       message = 451 4.7.1 Greylisted, come back in five minutes
  deny local_parts = full
       message = 552 5.2.2 Mailbox full
  accept authenticated = *
  deny message = 550 5.7.1 auth required
data:
  deny condition = ${if match{$h_subject:}{NEVER}}
       message = 554 5.7.1 Not this one
  defer condition = ${if match{$h_subject:}{NOT NOW}}
       message = 451 4.3.0 Not now
  accept
begin routers
bounces:
  driver = redirect
  local_parts = bounces
  data = :fail: 550 5.1.1 no such mailbox here
  allow_fail
away:
  driver = accept
  local_parts = away
  senders = ! :
  transport = vacation
inbox:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = @DIR@/mail/${if eq{$local_part}{sales}{sales}{others}}/Maildir
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
  user = @USER@
  group = @GROUP@
vacation:
  driver = autoreply
  to = $sender_address
  from = $local_part@$domain
  subject = "Away: $h_subject:"
  headers = "In-Reply-To: $h_message-id:"
  text = "I am on holiday until Monday. Please stop by then."
  user = @USER@
  group = @GROUP@
begin retry
* * F,1m,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${if and{{eq{$auth2}{rep}}{eq{$auth3}{leadpw}}}}
  server_set_id = $auth2
  server_prompts = :
login:
  driver = plaintext
  public_name = LOGIN
  server_condition = ${if and{{eq{$auth1}{rep}}{eq{$auth2}{leadpw}}}}
  server_set_id = $auth1
  server_prompts = Username:: : Password::
"""


@dataclass(frozen=True)
class Exim:
    """A running server. `ca` is the certificate to trust; mail lies in home/mail/USER/Maildir:
    the company's under "sales", all other addresses' together under "others"."""

    port: int
    home: Path
    ca: Path
    owner: str

    def mails(self, to: str) -> list[bytes]:
        """Every mail delivered to the address `to` so far, as it lies on the disk."""
        there = sorted(self.home.glob("mail/*/Maildir/new/*"))
        line = f"Envelope-to: {to}\n".encode()
        return [mail for mail in map(_read, there) if line in mail]

    def first(self, to: str) -> Message:
        """The first mail to `to`, once it is there."""
        return message_from_bytes(until(lambda: self.mails(to), "a mail is delivered")[0])


def _read(mail: Path) -> bytes:
    """Nothing where whoever reads that mailbox has just put it elsewhere."""
    with suppress(FileNotFoundError):
        return mail.read_bytes()
    return b""


@contextmanager
def exim(*, encrypted: bool = True) -> Iterator[Exim]:
    """exim4 on a free port. `encrypted=False`: no STARTTLS, and a login in the clear."""
    program = needs("/usr/sbin/exim4", "exim4-daemon-light")
    owner = mail_owner()
    home = Path(tempfile.mkdtemp(prefix="leadbell-mail-"))
    try:
        for folder in ("spool", "logs", "mail"):
            (home / folder).mkdir()
        certificate(home)
        own(home, owner)
        for _ in range(3):  # another program may take a free port first
            port = free_port()
            (home / "exim.conf").write_text(_settings(home, port, owner, encrypted=encrypted))
            command = [program, "-bdf", "-q1m", "-C", str(home / "exim.conf")]
            with started(command, dict(os.environ), home / "exim.out") as process:
                if answers(process, port, b"220", home):
                    yield Exim(port, home, home / "cert.pem", owner)
                    return
        raise RuntimeError(f"exim does not start; see {home}")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _settings(home: Path, port: int, owner: str, *, encrypted: bool) -> str:
    tls = (
        f"tls_advertise_hosts = *\ntls_certificate = {home}/cert.pem\n"
        f"tls_privatekey = {home}/key.pem"
    )
    values = {
        "@PORT@": str(port),
        "@DIR@": str(home),
        "@USER@": owner,
        "@GROUP@": str(pwd.getpwnam(owner).pw_gid),
        "@DROP@": "false" if os.getuid() == 0 else "true",
        "@TLS@": tls if encrypted else "tls_advertise_hosts =",
        "@AUTH_HOSTS@": "${if eq{$tls_in_cipher}{}{}{*}}" if encrypted else "*",
    }
    text = _SETTINGS
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def mail_owner() -> str:
    """Who owns the mail: whoever runs the tests, or for root exim's own user, as exim delivers
    nothing as root."""
    return "Debian-exim" if os.getuid() == 0 else getpass.getuser()


def own(home: Path, owner: str) -> None:
    """Hands everything under `home` to `owner`. Call it before a server works there: it would take
    files away meanwhile."""
    home.chmod(0o755)
    hand(owner, home, *home.rglob("*"))


def hand(owner: str, *paths: Path) -> None:
    """Hands these to `owner`, where we may."""
    who = pwd.getpwnam(owner)
    for path in paths if os.getuid() == 0 else ():
        os.chown(path, who.pw_uid, who.pw_gid)


def certificate(home: Path) -> None:
    """key.pem and a self-signed cert.pem for 127.0.0.1 and localhost."""
    openssl = needs("openssl", "openssl")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    (home / "key.pem").chmod(0o640)


def answers(process: subprocess.Popen[bytes], port: int, with_: bytes, home: Path) -> bool:
    """Waits until the server greets; False when it ended instead."""
    up = lambda: process.poll() is not None or greets(port, with_)  # noqa: E731
    until(up, f"an answer of the server in {home}")
    return process.poll() is None


def greets(port: int, with_: bytes) -> bool:
    """Whether the server on `port` has begun its greeting."""
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            return line.recv(len(with_)) == with_
    except OSError:
        return False
