from index.atlas import ATLAS_FOLDER, FILE
from index.training.places import OWN, table


def test_the_table_is_what_its_sources_say() -> None:
    lines = list(table(OWN.read_text(encoding="utf-8").splitlines()))
    assert (ATLAS_FOLDER / FILE).read_text(encoding="utf-8").splitlines() == lines
