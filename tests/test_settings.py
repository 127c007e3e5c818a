"""Settings: read once, loud about mistakes, silent about secrets."""

from pathlib import Path

import pytest

from planner.settings import PREFIX, SETTINGS, BadSetting, Settings, read_settings


def test_without_anything_set_the_defaults_hold() -> None:
    settings = read_settings({})
    assert (settings.port, settings.host, settings.demo, settings.environment) == (8000, "127.0.0.1", True, "production")
    assert settings.database == f"sqlite:///{(Path('var') / 'planner.db').resolve()}"


def test_other_programs_variables_are_none_of_our_business() -> None:
    assert read_settings({"HOME": "/root", "PLANNERS": "7"}).port == 8000


def test_every_setting_has_an_attribute_and_a_sentence() -> None:
    assert [setting.name.lower() for setting in SETTINGS] == list(Settings.__dataclass_fields__)
    assert [setting.name for setting in SETTINGS if not setting.help.endswith(".")] == []


@pytest.mark.parametrize("name", ["PLANNER_PROT", "PLANNER_PORT_FILE", "PLANNER_", "PLANNER_secret_key"])
def test_a_name_that_is_no_setting_stops_the_start(name: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} is not a setting"):
        read_settings({name: "1"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "0", "from 1 to 65535"), ("PORT", "eighty", "PLANNER_PORT: 'eighty' cannot be used"),
        ("DEMO", "maybe", "say 1 or 0"), ("TIME_ZONE", "Mars/Base", "Europe/Amsterdam"),
        ("TIME_ZONE", "../etc/passwd", "such as"),
        ("LOCALE", "fr", "use one of: en, nl"), ("ENVIRONMENT", "prod", "use one of"), ("SESSION_HOURS", "1000", "from 1 to 168"),
        ("DATABASE_URL", "mysql://x", "sqlite:///"), ("TRUSTED_PROXIES", "-1", "from 0 to 5"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_with_a_sentence(name: str, value: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read_settings({PREFIX + name: value})


def test_a_bad_secret_is_not_shown() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"PLANNER_DATABASE_URL": "mysql://user:hunter2@host/db"})
    assert "hunter2" not in str(refused.value)


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert read_settings({"PLANNER_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "from a file"


def test_a_secret_file_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read: No such file"):
        read_settings({"PLANNER_SECRET_KEY_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_spellings_of_postgresql_are_understood(scheme: str) -> None:
    assert read_settings({"PLANNER_DATABASE_URL": f"{scheme}://u:p@h/d"}).database == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    ("text", "answer"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("off", False)]
)
def test_yes_and_no_can_be_said_in_several_ways(text: str, answer: bool) -> None:
    assert read_settings({"PLANNER_DEMO": text}).demo is answer


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("database", "wish", "works"),
    [("", "auto", True), ("", "0", False), ("postgres://u@h/d", "auto", False), ("postgres://u@h/d", "1", True)],
)
def test_jobs_are_run_while_serving_with_sqlite_or_when_told_so(database: str, wish: str, works: bool) -> None:
    settings = read_settings({"PLANNER_DATABASE_URL": database, "PLANNER_EMBEDDED_WORKER": wish})
    assert settings.works_while_serving is works


def test_links_lead_to_where_the_planner_listens_unless_it_is_told_its_public_address() -> None:
    assert read_settings({"PLANNER_PORT": "9000"}).address == "http://127.0.0.1:9000"
    assert read_settings({"PLANNER_PUBLIC_URL": "https://plan.example.org"}).address == "https://plan.example.org"
