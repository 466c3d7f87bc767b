"""Where ``dramatiq jobs`` starts: sets the broker and makes one actor for each kind of job.

The actors hold no logic: each message carries a job's id, and the ledger knows the rest.
"""

from __future__ import annotations

import dramatiq

from blog_order.database import use_pool_of
from blog_order.logs import configure_logging
from blog_order.queue.broker import make_broker
from blog_order.settings import get_settings
from blog_order.wiring import wire
from jobs.actors import make_actors
from jobs.middleware import LedgerShutdown

configure_logging(get_settings().log_level)
use_pool_of(get_settings().worker_db_pool)
wire()
broker = make_broker([LedgerShutdown()])
dramatiq.set_broker(broker)
make_actors(broker)

__all__ = ["broker"]
