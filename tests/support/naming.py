"""Short, stable names for parametrized cases: two processes that share the tests must agree on them."""


def short_name(value: object) -> str:
    """The type and the first characters of a value."""
    text = ascii(value)
    return type(value).__name__ if " at 0x" in text else f"{type(value).__name__}-{text[:24]}"
