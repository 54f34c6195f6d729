"""The setup script's decisions: which Debian packages, and what it says without root."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "bootstrap_machine.py"


@pytest.fixture
def setup() -> ModuleType:
    """The script as a module; it lives outside every package on purpose."""
    spec = importlib.util.spec_from_file_location("bootstrap_machine", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_with_a_screen_gets_no_second_desktop(setup: ModuleType) -> None:
    with_screen = setup.packages_for("run", has_screen=True)
    without = setup.packages_for("run", has_screen=False)
    assert "libxcb-icccm4" in with_screen
    assert "xvfb" not in with_screen
    assert {"xvfb", "xfce4-notifyd", "libxcb-icccm4"} <= set(without)


def test_each_purpose_brings_all_that_the_lighter_one_needs(setup: ModuleType) -> None:
    lint, run, test, bench = (
        set(setup.packages_for(purpose, has_screen=False))
        for purpose in ("lint", "run", "test", "bench")
    )
    assert lint == set()
    assert run < test == bench
    assert {"chromium", "kannel", "baresip-core"} <= test - run


def test_no_package_is_listed_twice(setup: ModuleType) -> None:
    listed = setup.packages_for("bench", has_screen=False)
    assert len(listed) == len(set(listed))


def test_a_renamed_library_counts_as_present_and_a_removed_one_does_not(setup: ModuleType) -> None:
    listing = (
        "installed|libglib2.0-0t64|libglib2.0-0 (= 2.84.3-1)\n"
        "installed|xvfb|xserver\n"
        "config-files|dunst|notification-daemon\n"
    )
    present = setup.packages_present(listing)
    assert {"libglib2.0-0", "libglib2.0-0t64", "xvfb"} <= present
    assert not {"dunst", "notification-daemon"} & present


def test_without_root_the_line_to_run_stands_alone_and_nothing_is_installed(
    setup: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup.install_debian_packages(["xvfb", "dunst"], as_root=False) is False
    assert "apt-get install -y --no-install-recommends xvfb dunst" in capsys.readouterr().out.split(
        "\n"
    )


def test_a_program_that_is_not_there_or_fails_says_nothing(setup: ModuleType) -> None:
    assert setup.output_of("no-such-program-here") == ""
    assert setup.output_of("false") == ""
    assert setup.supported("no-such-python") is False
