"""Makes a bare machine ready: Debian packages, .venv, the pinned packages, Leadbell itself.

Needs only a Python to start with and its standard library; everything it does twice is instant.
Not here: what is run afterwards (Makefile) and the pins (requirements.lock).

    python3 packaging/bootstrap_machine.py [lint|run|test|bench]

Exits 0 when ready, 3 when something is missing that only the reader can supply (it says what).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "leadbell.stamp"
OLDEST, TOO_NEW = (3, 11), (3, 14)
EXIT_MISSING = 3

# Groups of packaging/linux/debian-packages.txt that each purpose needs.
GROUPS = {
    "lint": (),
    "run": ("qt", "desktop", "sound"),
    "test": ("qt", "desktop", "sound", "parts", "gateways", "browser"),
    "bench": ("qt", "desktop", "sound", "parts", "gateways", "browser"),
}


def packages_for(purpose: str, *, has_screen: bool) -> list[str]:
    """Debian packages for one purpose; `run` brings no desktop where there is a screen, and nothing
    brings a second sound server there: it would push out the one in use."""
    groups = set(GROUPS[purpose])
    if has_screen:
        groups.discard("sound")
    if purpose == "run" and has_screen:
        groups.discard("desktop")
    lines = (ROOT / "packaging/linux/debian-packages.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return [package for group, package in pairs if group in groups]


def output_of(*command: str) -> str:
    """What the command prints, or nothing when it fails or is not there."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def supported(python: str) -> bool:
    """Whether this interpreter starts and its version is one Leadbell supports."""
    said = output_of(python, "-c", "import sys; print(*sys.version_info[:2])").split()
    return len(said) == 2 and OLDEST <= (int(said[0]), int(said[1])) < TOO_NEW


def find_python() -> str | None:
    """The running interpreter if it will do, else the newest that will."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return sys.executable
    names = [f"python3.{minor}" for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1)]
    return next((found for found in map(shutil.which, names) if found and supported(found)), None)


def can_make_venv(python: str) -> bool:
    """Debian's python3 comes without ensurepip, so without working venvs."""
    return bool(output_of(python, "-c", "import ensurepip, venv; print('yes')"))


def venv_package(python: str) -> str:
    """The Debian package that gives this interpreter its venvs, such as `python3.11-venv`."""
    said = output_of(python, "-c", "import sys; print(*sys.version_info[:2], sep='.')")
    return f"python{said.strip()}-venv"


def packages_present(listing: str) -> set[str]:
    """Names in dpkg-query's `status|name|provides` lines that are installed, with what they provide
    (Debian renames libraries over the years, and the new name provides the old)."""
    present: set[str] = set()
    for line in listing.splitlines():
        status, name, provides = line.split("|", 2)
        if status == "installed":
            present.add(name)
            present.update(item.split()[0] for item in provides.split(",") if item.strip())
    return present


def install_debian_packages(missing: list[str], *, as_root: bool) -> bool:
    """Install as root; without root say the line to run. True when they are there."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not as_root:
        print("Some Debian packages are missing. Run this as root, then try again:\n")
        print(" ".join(command))
        return False
    print(f"Installing {len(missing)} Debian packages: {' '.join(missing)}", flush=True)
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", *quiet], stdin=subprocess.DEVNULL, env=env, check=False)
    done = subprocess.run(
        [*command, *quiet],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=env,
        check=False,
    )
    if done.returncode != 0:
        print(f"apt-get could not (its words are above). By hand:\n\n{' '.join(command)}")
    return done.returncode == 0


def ensure_system(purpose: str, python: str) -> bool:
    """Everything outside the repository. Other systems than Debian are told and trusted."""
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    wanted = packages_for(purpose, has_screen=has_screen)
    venv_missing = not VENV_PYTHON.exists() and not can_make_venv(python)
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        if venv_missing:
            print(f"{python} cannot make virtual environments: it lacks its ensurepip module.")
            return False
        if wanted and sys.platform.startswith("linux"):
            print(f"Not a Debian system: it should have the like of {' '.join(wanted)}")
        return True
    if venv_missing:
        wanted = [venv_package(python), *wanted]
    form = "${db:Status-Status}|${Package}|${Provides}\n"
    present = packages_present(output_of("dpkg-query", "-W", "-f", form))
    missing = [name for name in wanted if name not in present]
    if missing and not install_debian_packages(missing, as_root=os.geteuid() == 0):
        return False
    if not venv_missing or can_make_venv(python):
        return True
    print(f"{python} cannot make virtual environments: it lacks its ensurepip module.")
    return False


def fingerprint() -> str:
    """Changes when the pins, the project's description or the place of the tree change."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def pip_install(*arguments: str) -> None:
    """Run pip in .venv; its errors are the reader's to see."""
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    subprocess.run([*pip, "-qq", *arguments], stdin=subprocess.DEVNULL, cwd=ROOT, check=True)


def ensure_venv(python: str) -> None:
    """A .venv with exactly the pinned packages, and the project in it as it lies here."""
    if supported(str(VENV_PYTHON)) and STAMP.is_file() and STAMP.read_text() == fingerprint():
        return
    STAMP.unlink(missing_ok=True)
    if not (supported(str(VENV_PYTHON)) and output_of(str(VENV_PYTHON), "-m", "pip", "--version")):
        print(f"Making .venv with {python}", flush=True)
        subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=True)
    print("Installing the pinned packages into .venv (a minute or two the first time)", flush=True)
    pip_install("--require-hashes", "-r", "requirements.lock")
    pip_install("--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint())


def main(arguments: list[str]) -> int:
    """Make the machine ready for one purpose."""
    purpose = arguments[0] if arguments else "test"
    if purpose not in GROUPS or len(arguments) > 1:
        print(__doc__)
        return 2
    python = find_python()
    if python is None:
        print("Leadbell needs Python 3.11, 3.12 or 3.13; none was found on the PATH.")
        return EXIT_MISSING
    if not ensure_system(purpose, python):
        return EXIT_MISSING
    try:
        ensure_venv(python)
    except subprocess.CalledProcessError as failed:
        print(f"This step failed: {' '.join(map(str, failed.cmd))}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
