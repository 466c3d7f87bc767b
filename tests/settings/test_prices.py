"""The price list of the settings, and what an answer comes to."""

from __future__ import annotations

import pytest

from blog_order.settings import Settings, SettingsError, load_settings


def cost(prices: str, model: str, input_tokens: int = 1_000, output_tokens: int = 2_000) -> int | None:
    return Settings(_env_file=None, openai_prices=prices).cost_of(model, input_tokens, output_tokens)


@pytest.mark.parametrize(
    ("model", "micros"),
    [
        ("small", 250 + 4_000),
        ("small-2025-08-07", 250 + 4_000),
        ("small-0613", 250 + 4_000),
        ("small-pro", 1_000 + 20_000),
        ("small-max", None),
        ("smaller", None),
        ("", None),
    ],
)
def test_the_release_that_answered_has_its_models_price(model: str, micros: int | None) -> None:
    assert cost("small=0.25/2, small-pro=1/10", model) == micros


def test_fractions_are_rounded_once() -> None:
    assert cost("m=0.05/0.40", "m", 1, 1) == 0
    assert cost("m=0.25/0.25", "m", 1, 1) == 1


@pytest.mark.parametrize("wrong", ["small", "small=1", "small=1/x", "small=-1/2", "=1/2", "small 1/2"])
def test_a_price_list_that_cannot_be_read_is_named(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_PRICES", f"fine=1/2, {wrong}")
    with pytest.raises(SettingsError, match=r"OPENAI_PRICES: .* is no price"):
        load_settings()
