"""How long nobody has touched the keyboard or mouse of this machine, where the system tells."""

import asyncio
import ctypes
import re
import subprocess
import sys
from typing import Any

LIMIT_S = 2.0


class Idle:
    """Asks whatever this system has. On Linux that is the desktop's own service (GNOME's idle
    monitor, KDE's screen saver), else the X server."""

    def __init__(self, bus_address: str = "", display: str | None = None) -> None:
        self._display = display
        if sys.platform not in ("win32", "darwin"):
            from client.system.session_bus import SessionBus

            self._bus = SessionBus(bus_address, LIMIT_S)

    async def seconds(self) -> float | None:
        """Seconds since the last input; None when unknown."""
        if sys.platform == "win32":
            return _windows()
        elif sys.platform == "darwin":
            return await _mac()
        else:
            told = await self._by_service()
            return told if told is not None else _x11(self._display)

    async def close(self) -> None:
        if sys.platform not in ("win32", "darwin"):
            await self._bus.close()

    if sys.platform not in ("win32", "darwin"):

        async def _by_service(self) -> float | None:
            from jeepney import DBusAddress

            from client.system.session_bus import BusError

            mutter, saver = "org.gnome.Mutter.IdleMonitor", "org.freedesktop.ScreenSaver"
            for name, path, method in (
                (mutter, "/org/gnome/Mutter/IdleMonitor/Core", "GetIdletime"),
                (saver, "/org/freedesktop/ScreenSaver", "GetSessionIdleTime"),
            ):
                to = DBusAddress(path, bus_name=name, interface=name)
                try:
                    (milliseconds,) = await self._bus.call(to, method)
                except BusError:
                    continue
                return float(milliseconds) / 1000
            return None


class _ScreenSaverInfo(ctypes.Structure):
    """XScreenSaverInfo of <X11/extensions/scrnsaver.h>; `idle` is in ms."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


def _x11(display: str | None) -> float | None:
    """By the X screen saver extension; None without an X server or its library."""
    try:
        x11, xss = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
    except OSError:
        return None
    x11.XOpenDisplay.restype = x11.XDefaultRootWindow.restype = ctypes.c_void_p
    to = x11.XOpenDisplay(display.encode() if display else None)
    if not to:
        return None
    at = ctypes.c_void_p(to)
    info = _ScreenSaverInfo()
    try:
        root = ctypes.c_void_p(x11.XDefaultRootWindow(at))
        if not xss.XScreenSaverQueryInfo(at, root, ctypes.byref(info)):
            return None
    finally:
        x11.XCloseDisplay(at)
    return int(info.idle) / 1000


if sys.platform == "win32":

    class _LastInput(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("tick", ctypes.c_uint))

    def _windows() -> float | None:
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            return None
        # Both are 32-bit counts of ms since the start of the system, and wrap.
        now = int(ctypes.windll.kernel32.GetTickCount())
        return ((now - int(last.tick)) & 0xFFFF_FFFF) / 1000


async def _mac() -> float | None:
    try:
        asked = await asyncio.create_subprocess_exec(
            *("ioreg", "-c", "IOHIDSystem", "-d", "4"), stdout=subprocess.PIPE
        )
        told, _ = await asyncio.wait_for(asked.communicate(), LIMIT_S)
    except (OSError, TimeoutError):
        return None
    found: Any = re.search(rb'"HIDIdleTime" = (\d+)', told)
    return int(found[1]) / 1e9 if found else None
