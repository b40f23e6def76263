"""Write the table of countries, regions and cities that `index.atlas` reads.

    python -m index.training.places --out index/models/places

Countries in both scripts and in English, and the cities after which time zones are called,
come from the Common Locale Data Repository as babel carries it (Unicode License); all else
is in `places.txt` beside this file, in our own words.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.atlas import FILE, UNSURE
from index.checksum import write_manifest
from index.script import fold

OWN = Path(__file__).parent / "places.txt"
_LOCALES = ("zh_CN", "zh_Hant_TW", "zh_Hant_HK")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NO_COUNTRY = frozenset("EU EZ UN XA XB ZZ QO AQ UM CP DG EA IC HK MO TW".split())
_CONTINENTS = ("Africa/", "Asia/", "Europe/")
_SHORTEST_CITY = 3  # characters: shorter ones may be anything (万象, 里加)

Row = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Code, rank, Chinese names, English names."""


def main() -> None:
    """Write the table and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    text = "\n".join(table(OWN.read_text(encoding="utf-8").splitlines())) + "\n"
    (options.out / FILE).write_text(text, encoding="utf-8")
    write_manifest(options.out, [FILE])


def table(own: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the table, one place each."""
    rows, rest = _own(own)
    for code, names, english in _territories():
        _add(rows, (code, "country", names, english))
    for code, names, english in _cities({name for row in rows for name in row[2]}):
        _add(rows, (code, "city", names, english))
    for code, rank, names, english in sorted(rows):
        yield "\t".join((code, rank, "/".join(names), "/".join(english)))
    yield from rest


def _own(lines: Iterable[str]) -> tuple[list[Row], list[str]]:
    """Read our own list: its places, and its lines of another kind as the table has them."""
    rows: list[Row] = []
    rest: list[str] = []
    for line in lines:
        head, _, body = line.partition(" ")
        if not body or head == "#":
            continue
        if head == "not":
            rest.append("\t".join(("word", *map(fold, body.split()))))
        elif head == "short":
            code, *characters = body.split()
            rest += [f"short\t{code}\t{one}" for one in characters]
        else:
            rank, _, entries = body.partition(" ")
            rows += [(head, rank, *_entry(one)) for one in entries.split(" ; ")]
    return rows, rest


def _entry(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chinese, _, english = text.strip().partition("=")
    return _folded(chinese.split("/")), _folded(english.split("/") if english else ())


def _add(rows: list[Row], found: Row) -> None:
    """Add a place; a country that is there already gets the names that it has not."""
    code, rank, names, english = found
    for at, row in enumerate(rows):
        if row[:2] == (code, rank) and (rank == "country" or set(row[2]) & set(names)):
            rows[at] = (code, rank, _unique((*row[2], *names)), _unique((*row[3], *english)))
            return
    rows.append(found)


def _territories() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield code, Chinese and English names of each country."""
    from babel import Locale

    chinese = [Locale.parse(name).territories for name in _LOCALES]
    for code, english in Locale.parse("en").territories.items():
        if _COUNTRY.fullmatch(code) and code not in _NO_COUNTRY:
            names = (one[code] for one in chinese if code in one)
            yield code, _folded(names), _folded((english,))


def _cities(known: set[str]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield country's code, Chinese and English names of the cities of time zones."""
    from babel import Locale
    from babel.core import get_global

    zones = [Locale.parse(name).time_zones for name in _LOCALES]
    for zone, code in sorted(get_global("zone_territories").items()):
        cities = (one[zone]["city"] for one in zones if one.get(zone, {}).get("city"))
        names = tuple(name for name in _folded(cities) if len(name) >= _SHORTEST_CITY)
        if zone.startswith(_CONTINENTS) and code != "CN" and names and not known & set(names):
            yield code, names, _folded((zone.rpartition("/")[2].replace("_", " "),))


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return _unique(fold(name) for name in names)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """Leave out repetitions, and unsure names that are there as sure ones."""
    kept = list(dict.fromkeys(names))
    return tuple(one for one in kept if one.removesuffix(UNSURE) == one or one[:-1] not in kept)


if __name__ == "__main__":
    main()
