"""What the parts of the stand-ins share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from blog_order.settings import EmbeddedServices, Settings

from .courier import Courier
from .faults import Faults
from .store import Store

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(), trim_blocks=True
)


@dataclass(slots=True)
class RefundPlan:
    """How the next refunds go: "pending" (succeeds after ``seconds``), "pending_then_failed" or "refused"."""

    behaviour: str
    refunds: int
    seconds: float


@dataclass(slots=True)
class Context:
    """One running set of stand-ins. ``words_per_second`` is the pace of the demonstration writer."""

    settings: Settings
    services: EmbeddedServices
    store: Store
    courier: Courier
    faults: Faults
    words_per_second: float
    hostile: bool = False
    """Whether the writer obeys what customers' texts tell it: for tests of what holds then."""
    refund_plans: list[RefundPlan] = field(default_factory=list)
