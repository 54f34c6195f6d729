"""A real dovecot that serves a Maildir over IMAP: STARTTLS on one port, TLS on another."""

import grp
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.rigs.exim import answers, certificate, hand, mail_owner, own
from tests.rigs.processes import free_port, needs, started

USER, PASSWORD = "sales", "inboxpw"

_SETTINGS = """
base_dir = @DIR@/run
state_dir = @DIR@/state
log_path = @DIR@/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = @INTERNAL@
default_login_user = @LOGIN@
default_internal_group = @GROUP@
ssl = yes
ssl_cert = <@DIR@/cert.pem
ssl_key = <@DIR@/key.pem
disable_plaintext_auth = no
auth_mechanisms = @MECHANISMS@
mail_location = maildir:@MAIL@/%u/Maildir
mailbox_list_index = no
first_valid_uid = 1
first_valid_gid = 1
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 secs
service imap-login {
  chroot =
  inet_listener imap {
    port = @PORT@
  }
  inet_listener imaps {
    port = @TLS_PORT@
    ssl = yes
  }
}
auth_failure_delay = 0
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
@TOKENS@
passdb {
  driver = static
  mechanisms = plain login
  args = password=inboxpw
}
userdb {
  driver = static
  args = uid=@UID@ gid=@GID@ home=@DIR@/home
}
"""

_TOKENS = """
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = @DIR@/tokens.conf
}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server, seen by one of its users: any name is one. `port` speaks STARTTLS (or
    nothing), `tls_port` TLS at once; mail lies in root/USER/Maildir."""

    port: int
    tls_port: int
    ca: Path
    root: Path
    owner: str
    user: str = USER

    def as_(self, user: str) -> "Dovecot":
        """The same server with the (empty) mailbox of somebody else."""
        return replace(self, user=user)

    def put(self, mail: bytes, name: str) -> None:
        """Delivers `mail` as a delivery agent does: written elsewhere, then moved in."""
        maildir = self.root / self.user / "Maildir"
        folders = [maildir / folder for folder in ("new", "cur", "tmp")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        beside = maildir / "tmp" / name
        beside.write_bytes(mail)
        hand(self.owner, maildir.parent, maildir, *folders, beside)
        beside.rename(maildir / "new" / name)


@contextmanager
def dovecot(root: Path | None = None, tokens: str = "") -> Iterator[Dovecot]:
    """dovecot on free ports, serving what exim delivers under `root`, or mailboxes of its own.
    `tokens`: the address where it asks whose an XOAUTH2 token is."""
    program = needs("/usr/sbin/dovecot", "dovecot-imapd")
    owner = mail_owner()
    home = Path(tempfile.mkdtemp(prefix="leadbell-imap-"))
    try:
        certificate(home)
        mails = root or home / "mail"
        for folder in (home / "home", mails):
            folder.mkdir(exist_ok=True)
        (home / "tokens.conf").write_text(
            f"tokeninfo_url = {tokens}?access_token=\nusername_attribute = email\n"
        )
        own(home, owner)
        for _ in range(3):  # another program may take a free port first
            port, tls_port = free_port(), free_port()
            conf = home / "dovecot.conf"
            conf.write_text(_settings(home, mails, port, tls_port, owner, tokens))
            command = [program, "-F", "-c", str(conf)]
            with started(command, dict(os.environ), home / "dovecot.out") as process:
                if answers(process, port, b"* OK", home):
                    yield Dovecot(port, tls_port, home / "cert.pem", mails, owner)
                    return
        raise RuntimeError(f"dovecot does not start; see {home}")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _settings(home: Path, mails: Path, port: int, tls_port: int, owner: str, tokens: str) -> str:
    root = os.getuid() == 0
    who = pwd.getpwnam(owner)
    values = {
        "@DIR@": str(home),
        "@MAIL@": str(mails),
        "@PORT@": str(port),
        "@TLS_PORT@": str(tls_port),
        "@INTERNAL@": "dovecot" if root else owner,
        "@LOGIN@": "dovenull" if root else owner,
        "@GROUP@": "dovecot" if root else grp.getgrgid(who.pw_gid).gr_name,
        "@MECHANISMS@": "plain login xoauth2" if tokens else "plain login",
        "@TOKENS@": _TOKENS if tokens else "",
        "@UID@": str(who.pw_uid),
        "@GID@": str(who.pw_gid),
    }
    text = _SETTINGS
    for mark, value in reversed(values.items()):
        text = text.replace(mark, value)
    return text
