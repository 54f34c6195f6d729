"""A real dovecot that serves a Maildir over IMAP: STARTTLS on one port, TLS on another."""

import grp
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rigs.exim import certificate, free_port, greets, mail_owner, own
from tests.rigs.processes import needs, started, until

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
disable_plaintext_auth = @PLAIN_REFUSED@
auth_mechanisms = plain login
mail_location = maildir:@MAIL@
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
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = password=inboxpw
}
userdb {
  driver = static
  args = uid=@UID@ gid=@GID@ home=@DIR@/home
}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. `port` speaks STARTTLS (or nothing), `tls_port` TLS at once."""

    port: int
    tls_port: int
    home: Path
    ca: Path
    maildir: Path
    owner: str

    def put(self, mail: bytes, name: str) -> None:
        """Delivers `mail` as a delivery agent does: written elsewhere, then moved in."""
        beside = self.maildir / "tmp" / name
        beside.write_bytes(mail)
        _give(beside, self.owner)
        beside.rename(self.maildir / "new" / name)


@contextmanager
def dovecot(maildir: Path | None = None) -> Iterator[Dovecot]:
    """dovecot on free ports, serving `maildir` (exim's inbox) or a fresh one."""
    program = needs("/usr/sbin/dovecot", "dovecot-imapd")
    owner = mail_owner()
    home = Path(tempfile.mkdtemp(prefix="leadbell-imap-"))
    try:
        certificate(home)
        maildir = maildir or home / "mail" / "Maildir"
        for folder in ("new", "cur", "tmp"):
            (maildir / folder).mkdir(parents=True, exist_ok=True)
        (home / "home").mkdir()
        own(home, owner)
        own(maildir.parent, owner)
        port, tls_port = free_port(), free_port()
        conf = home / "dovecot.conf"
        conf.write_text(_settings(home, maildir, port, tls_port, owner))
        command = [program, "-F", "-c", str(conf)]
        with started(command, dict(os.environ), home / "dovecot.out"):
            until(lambda: greets(port, b"* OK"), f"dovecot answers; see {home}", 5)
            yield Dovecot(port, tls_port, home, home / "cert.pem", maildir, owner)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _settings(home: Path, maildir: Path, port: int, tls_port: int, owner: str) -> str:
    root = os.getuid() == 0
    who = pwd.getpwnam(owner)
    values = {
        "@DIR@": str(home),
        "@MAIL@": str(maildir),
        "@PORT@": str(port),
        "@TLS_PORT@": str(tls_port),
        "@INTERNAL@": "dovecot" if root else owner,
        "@LOGIN@": "dovenull" if root else owner,
        "@GROUP@": "dovecot" if root else grp.getgrgid(who.pw_gid).gr_name,
        "@UID@": str(who.pw_uid),
        "@GID@": str(who.pw_gid),
        "@PLAIN_REFUSED@": "no",
    }
    text = _SETTINGS
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _give(path: Path, owner: str) -> None:
    if os.getuid() == 0:
        who = pwd.getpwnam(owner)
        os.chown(path, who.pw_uid, who.pw_gid)
