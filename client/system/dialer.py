"""Hands calls, texts and mails to the programs the system has for them. Opens nothing else."""

import logging
import os
import subprocess
import sys
import threading
from typing import Literal

from client.system import scheme_owner
from client.system.links import (
    DEFAULT_TEMPLATE,
    NotOpenable,
    call_url,
    checked,
    mail_url,
    sms_url,
    template_fault,
)

log = logging.getLogger(__name__)


class SystemDialer:
    """`Dialer` on the system's handlers. `template` is the user's own softphone address.

    "True" means: a program is registered and was started; no softphone tells what became of it.
    `env` is the environment of what is started (default: our own); `limit_s`: how long the system
    may take to tell who opens what."""

    def __init__(
        self,
        template: str = DEFAULT_TEMPLATE,
        env: dict[str, str] | None = None,
        limit_s: float = scheme_owner.LIMIT_S,
    ) -> None:
        self.template = template
        self._env = env
        self._limit_s = limit_s
        self._names: dict[str, str] = {}

    def call(self, e164: str) -> bool:
        try:
            return self._open(call_url(e164, self.template))
        except NotOpenable:
            return False

    def sms(self, e164: str, text: str) -> bool:
        try:
            return self._open(sms_url(e164, text))
        except NotOpenable:
            return False

    def email(self, address: str, subject: str, text: str) -> bool:
        try:
            return self._open(mail_url(address, subject, text))
        except NotOpenable:
            return False

    def handler(self, scheme: Literal["tel", "sms", "mailto"]) -> str:
        """Name of what would open; "" when nothing is registered.

        For "tel" it is that of the template. Asking takes some 40 ms once; a found name is kept,
        a missing one is asked for anew."""
        return self._owner(self.template.partition(":")[0] if scheme == "tel" else scheme)

    def test(self, e164: str) -> str:
        """For the settings' Test button: hands over `e164` and says what happened."""
        wrong = template_fault(self.template)
        if wrong:
            return wrong
        self._names.clear()
        try:
            url = call_url(e164, self.template)
        except NotOpenable as refused:
            return str(refused)
        name = self.handler("tel")
        if not name:
            scheme = self.template.partition(":")[0]
            return f"No program on this computer opens {scheme}: addresses. Install a softphone."
        if not self._open(url):
            return f"{name} could not be started."
        return f"Handed to {name}."

    def _owner(self, scheme: str) -> str:
        name = self._names.get(scheme) or scheme_owner.name(scheme, self._env, self._limit_s)
        self._names[scheme] = name
        return name

    def _open(self, url: str) -> bool:
        """The one place that opens anything."""
        scheme = checked(url).partition(":")[0]
        # The opener says "done" even when nobody takes it, and tries a browser: so ask first.
        if not self._owner(scheme):
            return False
        try:
            _start(url, self._env)
        except OSError as wrong:
            log.warning("opening %s failed: %s", scheme, type(wrong).__name__)
            return False
        return True


def _start(url: str, env: dict[str, str] | None) -> None:
    if sys.platform == "win32":
        os.startfile(url)
    else:
        _start_opener(url, env)


def _start_opener(url: str, env: dict[str, str] | None) -> None:
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [opener, url],
        env=_outside(dict(os.environ) if env is None else env),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    # It may live as long as the softphone does; somebody must collect it.
    threading.Thread(target=process.wait, name="opener", daemon=True).start()


def _outside(env: dict[str, str]) -> dict[str, str]:
    """`env` without our bundle's libraries, which another program must not load."""
    original = env.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        env["LD_LIBRARY_PATH"] = original
    elif getattr(sys, "frozen", False):
        env.pop("LD_LIBRARY_PATH", None)
    return env
