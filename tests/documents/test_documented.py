"""Every setting, metric, command, email and order event is documented, and nothing is documented that isn't there."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

import pytest

from blog_order import cli
from blog_order.api.metrics import MetricsCollector
from blog_order.embedded.__main__ import COMMANDS
from blog_order.mail.render import MailKind
from blog_order.orders.events import HOUSE_ONLY, Event
from blog_order.settings import PROJECT_ROOT, Settings

DOCS = PROJECT_ROOT / "docs"


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of the tables of a page, of one section if given, without the head rows."""
    lines = section(page, heading).splitlines() if heading else (DOCS / page).read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines if line.startswith("|")]
    heads = [place for place, row in enumerate(cells) if set("".join(row).replace("|", "")) <= set("-")]
    return [row for place, row in enumerate(cells) if place not in heads and place + 1 not in heads]


def section(page: str, heading: str) -> str:
    """What follows the line ``heading`` on a page, up to the next heading of its level."""
    level = heading.split(" ")[0]
    text = "\n" + (DOCS / page).read_text()
    assert f"\n{heading}\n" in text, f"docs/{page} has no section {heading}"
    return re.split(rf"\n{level} ", text.split(f"\n{heading}\n", 1)[1])[0]


def code(cell: str) -> str:
    """What a cell has in backticks."""
    found = re.findall(r"`([^`]+)`", cell)
    assert found, f"no `name` in {cell!r}"
    return str(found[0])


# --- settings -----------------------------------------------------------------------------------------------------

DOCUMENTED_SETTINGS = {code(row[0]): row for row in rows("settings.md")}


def test_every_setting_is_in_the_table_and_no_other() -> None:
    assert sorted(DOCUMENTED_SETTINGS) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_documented_with_its_default_and_its_values(name: str) -> None:
    field = Settings.model_fields[name]
    _, meaning, default, values = DOCUMENTED_SETTINGS[name.upper()]
    assert meaning
    assert (default.strip("`") if default != "–" else "") == written(name, field.default)
    for allowed in literals(field.annotation):
        assert f"`{allowed}`" in values
    for bound in (getattr(rule, side, None) for rule in field.metadata for side in ("ge", "gt", "le", "lt")):
        assert bound is None or re.search(rf"\b{bound}\b", values), f"{values!r} doesn't say {bound}"


def written(name: str, value: Any) -> str:
    """A default as one would write it into ``.env``."""
    if name == "openai_prices":
        return ", ".join(f"{model}={price.input}/{price.output}" for model, price in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def literals(annotation: Any) -> Iterable[str]:
    """The words that a setting can have, if they are a fixed list."""
    return get_args(annotation) if get_origin(annotation) is Literal else ()


# --- metrics ------------------------------------------------------------------------------------------------------


def test_every_metric_is_in_the_table_with_its_labels_and_type(services: None) -> None:
    exposed = set()
    for family in MetricsCollector().collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = ",".join(family._labelnames)
        exposed.add((f"{name}{{{labels}}}" if labels else name, family.type))
    documented = {(code(row[0]), row[1]) for row in rows("metrics.md") if len(row) == 3}
    assert documented == exposed


# --- command lines ------------------------------------------------------------------------------------------------

COMMAND_LINES = [module.name for module in pkgutil.iter_modules(cli.__path__) if not module.name.startswith("_")]


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_every_module_of_the_command_lines_is_a_command(name: str) -> None:
    module = importlib.import_module(f"blog_order.cli.{name}")
    assert (module.__doc__ or "").startswith(f"``python -m blog_order.cli.{name}")
    assert module.make_parser().prog == f"python -m blog_order.cli.{name}"
    assert inspect.signature(module.main).parameters["arguments"].default is None


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_every_command_and_option_is_documented(name: str) -> None:
    parser = importlib.import_module(f"blog_order.cli.{name}").make_parser()
    text = section("command-line.md", f"## python -m blog_order.cli.{name}")
    listed = [code(row[0]) for row in rows("command-line.md", f"## python -m blog_order.cli.{name}")]
    assert sorted(listed) == sorted(usage(command, of) for command, of in commands_of(parser).items())
    mentioned = set(re.findall(r"--[a-z][a-z-]*", text))
    assert mentioned == options_of(parser).union(*(options_of(of) for of in commands_of(parser).values()))


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each subcommand."""
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def usage(command: str, parser: argparse.ArgumentParser) -> str:
    """``retry JOB``: a command with what it must be given."""
    needed = [a.dest.upper() for a in parser._actions if not a.option_strings and a.dest != argparse.SUPPRESS]
    return " ".join([command, *needed])


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """The long options, but for --help."""
    return {text for action in parser._actions for text in action.option_strings if text.startswith("--")} - {"--help"}


def test_every_command_of_the_embedded_stack_is_documented() -> None:
    text = section("command-line.md", "## python -m blog_order.embedded").split(":", 1)[1]
    assert re.findall(r"`([a-z]+)`", text) == list(COMMANDS)


def test_every_make_target_is_documented_and_has_its_help_line() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text()
    phony = re.search(r"\.PHONY:((?:.*\\\n)*.*)", makefile)
    assert phony
    targets = phony[1].replace("\\\n", " ").split()
    assert re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE) == targets
    assert sorted(code(row[0]) for row in rows("command-line.md", "## make")) == sorted(targets)


def test_every_program_of_the_product_is_documented() -> None:
    programs = [
        ".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts).removesuffix(".__main__")
        for path in (PROJECT_ROOT / "blog_order").rglob("__main__.py")
    ]
    text = (DOCS / "command-line.md").read_text()
    assert [name for name in programs if f"python -m {name}" not in text] == []


def test_every_measurement_is_listed() -> None:
    measured = {path.stem for path in (PROJECT_ROOT / "bench").glob("[a-z]*.py")}
    listed = re.findall(r"^\| `([a-z_]+)` \| ", (PROJECT_ROOT / "bench/README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(measured)


# --- emails and events --------------------------------------------------------------------------------------------


def test_every_email_is_documented_with_whom_it_goes_to() -> None:
    documented = {code(row[0]): row[1] for row in rows("emails-and-events.md", "## Emails")}
    expected = {kind: "admin" if kind.startswith("admin_") else "customer" for kind in MailKind}
    assert documented == expected


def test_every_order_event_is_documented_with_whether_customers_see_it() -> None:
    documented = {code(row[0]): row[1] == "✓" for row in rows("emails-and-events.md", "## Order events")}
    assert documented == {event: event not in HOUSE_ONLY for event in Event}
