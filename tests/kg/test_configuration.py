"""Settings from a file, from the environment and from the line: which goes before which, and what is said of wrong ones."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import pytest

from kg.cli import main
from kg.configuration import load
from kg.errors import InputError
from kg.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "docs" / "deploy" / "armsgraph.toml"
TOKEN = "a-token-that-nobody-guesses"  # noqa: S105 - of the tests


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("ARMSGRAPH_STORE", "ARMSGRAPH_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def test_the_line_goes_before_the_environment_and_that_before_the_file(folder, monkeypatch):
    (folder / "armsgraph.toml").write_text('port = 1\nquery_seconds = 2.5\nhost = "::"\n')
    monkeypatch.setenv("ARMSGRAPH_QUERY_SECONDS", "7")
    settings = load(host="127.0.0.2", port=None)
    assert (settings.host, settings.query_seconds, settings.port) == ("127.0.0.2", 7.0, 1)
    assert settings.query_megabytes == Settings().query_megabytes
    assert Settings().port != 1


def test_the_file_may_be_elsewhere(folder, monkeypatch):
    (folder / "armsgraph.toml").write_text("port = 1\n")
    (folder / "named.toml").write_text("port = 2\n")
    (folder / "given.toml").write_text("port = 3\n")
    assert load().port == 1
    monkeypatch.setenv("ARMSGRAPH_CONFIG", str(folder / "named.toml"))
    assert load().port == 2
    assert load("given.toml").port == 3


def test_settings_from_a_file_go_to_other_processes(folder):
    (folder / "armsgraph.toml").write_text("port = 1\n")
    settings = load()
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - our own
    assert type(settings) is Settings


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("query_second = 3\n", ["'query_second'", "query_seconds"]),
        ("query_seconds = 0\n", ["query_seconds", "greater than 0"]),
        ('port = "many"\n', ["port", "integer"]),
        ("port = 70000\n", ["port"]),
        ('metrics = "everyone"\n', ["metrics", "'public', 'token' or 'off'"]),
        ('trusted_proxies = ["10.0.0.0/33"]\n', ["trusted_proxies"]),
        ('[write_tokens]\nann = "short"\n', ["write_tokens", "24"]),
        (f'[write_tokens]\n"a b" = "{TOKEN}"\n', ["write_tokens", "a b"]),
        ('metrics_token = "sha256:abc"\n', ["metrics_token", "hexadecimal"]),
        ("[serve]\nport = 3\n", ["'serve'"]),
        ("port = \n", ["not TOML", "line 1"]),
        ('host = "a"\nhost = "b"\n', ["not TOML"]),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_the_file_and_the_key(folder, content, words):
    (folder / "armsgraph.toml").write_text(content)
    with pytest.raises(InputError) as caught:
        load()
    message = str(caught.value)
    assert message.startswith("armsgraph.toml: ")
    assert [word for word in words if word not in message] == []
    assert "short" not in message


def test_a_wrong_variable_is_not_blamed_on_the_file(folder, monkeypatch):
    (folder / "armsgraph.toml").write_text("port = 1\n")
    monkeypatch.setenv("ARMSGRAPH_PORT", "many")
    with pytest.raises(InputError, match="ARMSGRAPH_PORT") as caught:
        load()
    assert "toml" not in str(caught.value)


def test_a_variable_that_should_be_json_and_is_not(folder, monkeypatch):
    monkeypatch.setenv("ARMSGRAPH_WRITE_TOKENS", "{ann")
    with pytest.raises(InputError, match="ARMSGRAPH_WRITE_TOKENS") as caught:
        load()
    assert "{ann" not in str(caught.value)


def test_lists_and_tokens_from_the_environment(folder, monkeypatch):
    monkeypatch.setenv("ARMSGRAPH_TRUSTED_PROXIES", "10.1.2.3, 192.168.0.1/24 ::1")
    monkeypatch.setenv("ARMSGRAPH_WRITE_TOKENS", f'{{"ann": "{TOKEN}"}}')
    settings = load()
    assert settings.trusted_proxies == ["10.1.2.3/32", "192.168.0.0/24", "::1/128"]
    assert settings.write_tokens["ann"].get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_an_error(folder, content):
    if content is not None:
        (folder / "given.toml").write_bytes(content)
    with pytest.raises(InputError, match=r"given\.toml: the configuration cannot be read"):
        load("given.toml")


def test_serve_ends_with_two_and_one_line_for_a_wrong_file(folder, capsys):
    (folder / "given.toml").write_text("prot = 1\n")
    assert main(["serve", "--config", "given.toml"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("armsgraph: given.toml: there is no setting 'prot'")
    assert err.count("\n") == 1


def test_the_example_names_every_setting_of_serving_and_parses():
    text = EXAMPLE.read_text(encoding="utf-8")
    settings = load(EXAMPLE)
    assert settings.store != Settings().store
    # Uncommented, it is a file with every setting, each with its default or a value that is taken.
    everything = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in text.splitlines()
    )
    named = set(tomllib.loads(everything))
    of_serving = list(Settings.model_fields)
    of_serving = of_serving[of_serving.index("extraction") : of_serving.index("reader")]
    assert named - set(Settings.model_fields) == set()
    assert set(of_serving) | {"base", "store"} <= named


def test_the_example_with_all_its_settings_is_taken(folder):
    text = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
    )
    (folder / "all.toml").write_text(text, encoding="utf-8")
    settings = load("all.toml")
    commented = [
        name
        for name in ("query_seconds", "burst_cheap", "header_seconds", "max_connections", "shutdown_seconds")
        if getattr(settings, name) != getattr(Settings(), name)
    ]
    assert commented == [], "the example shows defaults that are not the defaults"
