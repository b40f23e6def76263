from pathlib import Path

from service.doctor import examine
from service.settings import Settings


def test_the_default_set_up_answers_without_opening_a_connection(tmp_path: Path) -> None:
    findings = examine(Settings(store=tmp_path / "none"))
    said = {finding.name: finding for finding in findings.items}
    assert said["connections opened"].value.startswith("none")
    assert "120公里" in said["offline question"].value
    assert said["would be downloaded"].value == "nothing"
    assert findings.well


def test_a_hub_model_is_named_as_a_download(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "none", embedding_model="some/model")
    said = {finding.name: finding.value for finding in examine(settings).items}
    assert said["would be downloaded"].startswith("some/model")
