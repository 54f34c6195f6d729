"""Whether the system's do-not-disturb is on, where the notification service tells. False if not."""

from typing import Any

from jeepney import DBusAddress

from client.system.session_bus import BusError, SessionBus

PATH = "/org/freedesktop/Notifications"
NAME = "org.freedesktop.Notifications"
XFCONF = DBusAddress("/org/xfce/Xfconf", bus_name="org.xfce.Xfconf", interface="org.xfce.Xfconf")


async def muted(bus: SessionBus, service: str) -> bool:
    """`service` is the name the service gave itself. GNOME's setting is not on the bus."""
    try:
        if service == "dunst":
            return bool(await _property(bus, "org.dunstproject.cmd0", "paused"))
        if service.lower().startswith("xfce"):
            asked = ("xfce4-notifyd", "/do-not-disturb")
            ((_type, value),) = await bus.call(XFCONF, "GetProperty", "ss", asked)
            return bool(value)
        if service == "Plasma":
            return bool(await _property(bus, NAME, "Inhibited"))
    except BusError:
        return False
    return False


async def _property(bus: SessionBus, interface: str, name: str) -> Any:
    to = DBusAddress(PATH, bus_name=NAME, interface="org.freedesktop.DBus.Properties")
    ((_type, value),) = await bus.call(to, "Get", "ss", (interface, name))
    return value
