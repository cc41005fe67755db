"""Asking about a document: in the shape of either interface, once, within the budget, and again only where that may help."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from llm_server import (
    SENTENCE,
    hangs,
    hangs_up,
    refuses,
    says,
    tells,
    told,
    uses_tool,
)

from kg.errors import InputError, ModelError
from kg.extract.llm.answers import answer_schema
from kg.extract.llm.asking import Model
from kg.extract.llm.budget import BudgetReached, tokens_in
from kg.facts import Document
from kg.settings import Settings

LONG = "\n".join(
    f"In {1950 + n} Russia delivered {n + 2} tanks to Egypt, as a long report of that year says."
    for n in range(70)
)


def first_answer(model: Model, document: Document) -> list[dict[str, Any]]:
    ((_, answer),) = model.answers(document)
    return answer.model_dump(mode="json", by_alias=True)["transfers"]


def test_chat_completions_are_asked_with_the_schema_and_without_chance(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(tells(told()))
    assert first_answer(ask(server, llm_key="sk-1"), document) == [told()]
    (asked,) = server.asked
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("toy", 0, 4096)
    assert asked["response_format"]["json_schema"]["schema"] == answer_schema()
    assert SENTENCE in asked["messages"][1]["content"]
    assert server.headers[0]["authorization"] == "Bearer sk-1"


def test_messages_are_asked_to_use_a_tool(serve: Any, ask: Any, document: Document) -> None:
    server = serve(uses_tool(told()))
    model = ask(server, llm_api="anthropic", llm_key="sk-1")
    assert first_answer(model, document) == [told()]
    (asked,) = server.asked
    assert server.paths == ["/v1/messages"]
    assert asked["tool_choice"] == {"type": "tool", "name": asked["tools"][0]["name"]}
    assert asked["tools"][0]["input_schema"] == answer_schema()
    assert (server.headers[0]["x-api-key"], "authorization" in server.headers[0]) == ("sk-1", False)
    assert "tokens read: 900, written: 100" in model.summary()


def test_options_change_the_request_and_null_leaves_a_member_out(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(tells())
    ask(server, llm_options={"temperature": None, "seed": 7}).answers(document)
    assert ("temperature" in server.asked[0], server.asked[0]["seed"]) == (False, 7)


def test_an_answer_is_paid_for_once(serve: Any, ask: Any, document: Document) -> None:
    server = serve(tells(told()))
    ask(server).answers(document)
    again = ask(server)
    assert first_answer(again, document) == [told()]
    assert len(server.asked) == 1
    assert again.summary().startswith("requests sent: 0; answers from ")


@pytest.mark.parametrize(
    "change", [{"llm_model": "other"}, {"llm_options": {"top_p": 1}}, {"llm_max_answer_tokens": 9}]
)
def test_another_request_is_another_answer(serve: Any, ask: Any, document: Document, change: Any) -> None:
    server = serve(tells())
    ask(server).answers(document)
    ask(server, **change).answers(document)
    assert len(server.asked) == 2


def test_another_text_or_date_is_another_answer(serve: Any, ask: Any, document: Document) -> None:
    server = serve(tells())
    model = ask(server)
    for change in ({}, {"text": SENTENCE + " Later."}, {"date": "2022-03-02"}):
        model.answers(document.model_copy(update=change))
    assert len(server.asked) == 3


@pytest.mark.parametrize("spoilt", ["", "{", '{"transfers": 1}', "\udcff"])
def test_a_spoilt_file_of_the_cache_is_asked_for_again(
    serve: Any, ask: Any, document: Document, tmp_path: Path, spoilt: str
) -> None:
    server = serve(tells(told()))
    ask(server).answers(document)
    (kept,) = (tmp_path / "cache").rglob("*.json")
    kept.write_bytes(spoilt.encode("utf-8", "surrogateescape"))
    assert first_answer(ask(server), document) == [told()]
    assert len(server.asked) == 2
    assert [file.suffix for file in (tmp_path / "cache").rglob("*") if file.is_file()] == [".json"]


def test_the_key_is_in_no_file_of_the_cache_and_in_no_message(
    serve: Any, ask: Any, document: Document, tmp_path: Path
) -> None:
    server = serve(tells(told()))
    model = ask(server, llm_key="sk-hidden")
    model.answers(document)
    assert all("sk-hidden" not in file.read_text() for file in (tmp_path / "cache").rglob("*.json"))
    assert "sk-hidden" not in model.summary() + repr(model._settings)


def test_a_cache_that_cannot_be_written_stops_the_paying(
    serve: Any, ask: Any, document: Document, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file")
    server = serve(tells(told()))
    model = ask(server)
    for _ in range(2):
        with pytest.raises(ModelError, match="ARMSGRAPH_LLM_CACHE"):
            model.answers(document)
    assert len(server.asked) == 1


BROKEN = [
    ("no JSON", "it is not JSON"),
    ('{"transfers": [NaN]}', "it is not JSON"),
    ({"transfers": [told(stage="sold")]}, "transfers.0.stage"),
    ({"transfers": [told(goods_class="spaceship")]}, "is none of the given classes"),
    (
        {"transfers": [{name: value for name, value in told().items() if name != "quote"}]},
        "transfers.0.quote",
    ),
    ({"transfers": [told(payment="gold")]}, "transfers.0.payment"),
    ({"transfers": [told(sentence="one")]}, "transfers.0.sentence"),
    ({"transfers": [told(date={"words": "in 2021", "value": "2021; rm"})]}, "transfers.0.date.value"),
    ([told()], "should be an object"),
]


@pytest.mark.parametrize(("broken", "fault"), BROKEN, ids=[fault for _, fault in BROKEN])
def test_a_broken_answer_is_asked_for_once_more_with_what_is_wrong(
    serve: Any, ask: Any, document: Document, broken: object, fault: str
) -> None:
    server = serve(says(broken), tells(told()))
    assert first_answer(ask(server), document) == [told()]
    assert fault not in server.asked[0]["messages"][0]["content"]
    assert fault in server.asked[1]["messages"][0]["content"]


def test_an_answer_that_stays_broken_refuses_the_document_and_is_not_kept(
    serve: Any, ask: Any, document: Document, tmp_path: Path
) -> None:
    server = serve(says("no JSON"))
    with pytest.raises(ModelError, match="not of the form that was asked for, 2 times: it is not JSON"):
        ask(server).answers(document)
    assert len(server.asked) == 2
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("reply", [b'{"choices": []}', b"{}", b'{"choices": {"0": 1}}', b'{"choices": [7]}'])
def test_a_reply_of_another_shape_is_a_broken_answer(
    serve: Any, ask: Any, document: Document, reply: bytes
) -> None:
    server = serve(lambda handler: handler.send(200, reply))
    with pytest.raises(ModelError, match="no text in it"):
        ask(server).answers(document)


def test_an_answer_that_was_cut_off_is_not_asked_for_again(serve: Any, ask: Any, document: Document) -> None:
    server = serve(says('{"transfers": [', reason="length"))
    with pytest.raises(ModelError, match="ARMSGRAPH_LLM_MAX_ANSWER_TOKENS"):
        ask(server).answers(document)
    assert len(server.asked) == 1


def test_what_was_answered_before_an_interruption_is_not_paid_for_again(serve: Any, ask: Any) -> None:
    long = Document(id="long", lang="en", text=LONG)
    server = serve(tells(), refuses(400, "no more"))
    with pytest.raises(ModelError):
        ask(server).answers(long)
    better = serve(tells())
    assert len(ask(better).answers(long)) == 2
    assert len(better.asked) == 1


def test_pieces_of_a_document_are_asked_about_side_by_side_and_kept_in_order(serve: Any, ask: Any) -> None:
    long = Document(id="long", lang="en", text=LONG)
    server = serve(tells())
    found = ask(server, llm_concurrency=4).answers(long)
    assert len(server.asked) == len(found) == 2
    assert found[0][0].start == 0 < found[1][0].start


# -- budget --------------------------------------------------------------------------------------


def test_a_request_that_might_pass_the_ceiling_of_tokens_is_not_sent(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(tells())
    model = ask(server, llm_max_tokens=4096)
    with pytest.raises(BudgetReached, match=r"ceiling of 4,096 tokens .* ARMSGRAPH_LLM_MAX_TOKENS"):
        model.answers(document)
    assert server.asked == []


def test_what_the_answer_says_that_it_used_is_what_counts(serve: Any, ask: Any, document: Document) -> None:
    """The first request sets aside some 7,000 tokens and turns out to need 1,000: there is room for two more."""
    server = serve(tells())
    model = ask(server, llm_max_tokens=9_500)
    done = 0
    for number in range(5):
        text = SENTENCE + f" It was deal {number}."
        with suppress(BudgetReached):
            model.answers(document.model_copy(update={"text": text}))
            done += 1
    assert 1 < done < 5
    assert len(server.asked) == done
    assert f"tokens read: {900 * done:,}, written: {100 * done:,}" in model.summary()


def test_once_the_ceiling_is_reached_the_rest_is_refused_but_what_is_kept_is_read(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(tells(told()))
    ask(server).answers(document)
    model = ask(server, llm_max_tokens=0)
    other = document.model_copy(update={"text": SENTENCE + " More."})
    for _ in range(2):
        with pytest.raises(BudgetReached):
            model.answers(other)
    assert first_answer(model, document) == [told()]
    assert len(server.asked) == 1


def test_once_the_ceiling_is_reached_a_shorter_document_does_not_slip_through(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(tells())
    model = ask(server, llm_max_tokens=8_500)
    with pytest.raises(BudgetReached):
        model.answers(document.model_copy(update={"text": LONG}))
    with pytest.raises(BudgetReached):
        model.answers(document)
    assert server.asked == []
    ask(server, llm_max_tokens=8_500).answers(document)
    assert len(server.asked) == 1


def test_a_ceiling_of_money_counts_both_prices(serve: Any, ask: Any, document: Document) -> None:
    server = serve(tells())
    prices = {"llm_price_read": "1", "llm_price_written": "10"}
    model = ask(server, llm_max_cost="0.05", **prices)
    model.answers(document)
    assert "; cost: about 0.0019" in model.summary()
    with pytest.raises(BudgetReached, match=r"ceiling of 0\.04 for the cost"):
        ask(server, llm_max_cost="0.04", **prices).answers(
            document.model_copy(update={"text": SENTENCE + " More."})
        )


def test_a_ceiling_of_money_without_prices_is_a_fault_of_the_settings(serve: Any, ask: Any) -> None:
    with pytest.raises(InputError, match="needs prices"):
        ask(serve(tells()), llm_max_cost="1")


@pytest.mark.parametrize("usage", [None, (-5, 3), (10**12, 1)])
def test_where_the_server_does_not_say_what_it_used_the_estimate_counts(
    serve: Any, ask: Any, document: Document, usage: Any
) -> None:
    server = serve(says({"transfers": []}, usage=usage))
    model = ask(server)
    model.answers(document)
    read = tokens_in(json.dumps(server.asked[0], ensure_ascii=False))
    assert f"tokens read: {read:,}," in model.summary()


def test_a_late_reply_is_counted_because_it_may_be_charged(serve: Any, ask: Any, document: Document) -> None:
    server = serve(hangs)
    model = ask(server, llm_timeout=0.2)
    with pytest.raises(ModelError):
        model.answers(document)
    read = tokens_in(json.dumps(server.asked[0], ensure_ascii=False))
    assert f"tokens read: {read:,}, written: 0" in model.summary()


def test_a_text_is_estimated_at_no_less_than_a_token_for_three_bytes() -> None:
    assert (tokens_in(""), tokens_in("abcd"), tokens_in("مصر"), tokens_in("埃及")) == (0, 2, 2, 2)


# -- servers that are of no use ------------------------------------------------------------------


def test_a_key_that_is_refused_is_not_tried_with_every_document(
    serve: Any, ask: Any, document: Document
) -> None:
    server = serve(refuses(401))
    model = ask(server, llm_key="sk-1")
    for text in ("One.", "Two."):
        with pytest.raises(ModelError, match="ARMSGRAPH_LLM_KEY"):
            model.answers(document.model_copy(update={"text": text}))
    assert len(server.asked) == 1


def test_after_three_documents_without_a_reply_no_more_are_asked_about(
    serve: Any, ask: Any, document: Document, waits: list[float]
) -> None:
    server = serve(hangs_up)
    model = ask(server)
    for text in ("One.", "Two.", "Three.", "Four.", "Five."):
        with pytest.raises(ModelError):
            model.answers(document.model_copy(update={"text": text}))
    assert len(server.asked) == 12
    with pytest.raises(ModelError, match="3 times in a row"):
        model.answers(document)


def test_one_bad_request_does_not_stop_the_others(serve: Any, ask: Any, document: Document) -> None:
    server = serve(refuses(400, "too long"), tells(told()))
    model = ask(server)
    with pytest.raises(ModelError, match="too long"):
        model.answers(document)
    assert first_answer(model, document) == [told()]


@pytest.mark.parametrize("missing", ["llm_url", "llm_model"])
def test_without_an_address_and_a_name_there_is_no_model(missing: str) -> None:
    given = {"llm_url": "http://127.0.0.1:1/v1", "llm_model": "toy"}
    del given[missing]
    with pytest.raises(InputError, match="Set ARMSGRAPH_LLM_URL and ARMSGRAPH_LLM_MODEL"):
        Model(Settings(reader="llm", **given))


# -- dry run -------------------------------------------------------------------------------------


def test_what_would_be_asked_is_what_is_asked(serve: Any, ask: Any, document: Document) -> None:
    server = serve(tells())
    model = ask(server, llm_key="sk-hidden", llm_price_read="1", llm_price_written="1")
    ((address, body),) = model.would_ask(document)
    assert server.asked == []
    assert "sk-hidden" not in json.dumps([address, body])
    assert model.estimate().startswith("requests: 1; answers in ")
    assert "to write: 4,096 at most; cost: about 0.00" in model.estimate()
    ask(server).answers(document)
    assert server.asked == [body]
    assert address == server.url + server.paths[0].removeprefix("/v1")
    assert list(ask(server).would_ask(document)) == []
