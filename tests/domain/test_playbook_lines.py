"""The line that is named is the line to mend, whatever strings, lists and comments stand above."""

import time
import tomllib

import pytest

from app.domain.playbook_lines import line_of
from tests.builders import DEFAULT

TRICKY = """\
# a comment = [ { "
a = 1 # ] }
b = [
  1, # hi ]
  "x]", \"\"\"y
z\"\"\",
  { c = 1, d = [2, 3] },

  [
    'its',
  ],
]
'q.r' = 'z#"' # '
s = \"\"\"a "quoted" \\\\\"\"\"\"
t = '''no \\ escape'''

[u.v]
w.x = [
  "1",
  '2' ]
[[list]]
y = { z = "[" }
[[list]]
y = 2
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 2),
        (("b",), 3),
        (("b", 0), 4),
        (("b", 1), 5),
        (("b", 2), 5),
        (("b", 3), 7),
        (("b", 3, "d", 1), 7),
        (("b", 4), 9),
        (("q.r",), 13),
        (("s",), 14),
        (("t",), 15),
        (("u", "v"), 17),
        (("u", "v", "w", "x"), 18),
        (("u", "v", "w", "x", 0), 19),
        (("u", "v", "w", "x", 1), 20),
        (("list", 0), 21),
        (("list", 0, "y", "z"), 22),
        (("list", 1, "y"), 24),
        (("list", 1, "missing"), 23),
        (("nothing",), None),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_each_path_has_its_line(path: tuple[str | int, ...], line: int | None, ending: str) -> None:
    text = TRICKY.replace("\n", ending)
    assert tomllib.loads(text)

    assert line_of(text, path) == line


def test_every_key_of_the_playbook_that_ships_stands_on_the_line_named() -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    lines = text.splitlines()
    tree = tomllib.loads(text)

    for number, template in enumerate(tree["templates"]):
        line = line_of(text, ("templates", number, "variants", len(template["variants"]) - 1))
        said = template["variants"][-1].strip().splitlines()
        assert line is not None and any(said[0] in near for near in lines[line - 1 : line + 1])
    for number, rank in enumerate(tree["ranks"]):
        line = line_of(text, ("ranks", number, "why"))
        assert line is not None and rank["why"] in lines[line - 1]


@pytest.mark.parametrize(
    "text",
    [
        'a = """' + "\n" * 1_000_000 + '"""\n',
        'a = "' + "x" * 1_000_000 + '"\n',
        'a = """' + '\\"' * 400_000 + '"""\n',
        "a = [" + "1,\n" * 100_000 + "]\n",
        "a = '''" + "'' " * 300_000 + "'''\n",
        "#" * 1_000_000 + "\na = 1\n",
        "\n" * 1_000_000 + "a = 1\n",
    ],
    ids=lambda text: f"{text[:8]!a}",
)
def test_a_megabyte_is_looked_through_in_a_moment(text: str) -> None:
    begun = time.thread_time()

    assert line_of(text, ("a", "below")) is not None

    assert time.thread_time() - begun < 40, "seconds; anything but linear takes hours"
