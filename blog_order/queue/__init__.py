"""The queue of background jobs: PostgreSQL owns their state, Redis only wakes workers (docs/architecture/jobs.md).

- Rows: ``ledger`` (every change of a job), ``owners`` and ``progress`` (who is told), ``retention``.
- Messages: ``dispatch`` (sends), ``broker``, ``consumer`` and ``free_threads`` (receive), ``sweep`` (sends again).
- Work: ``handlers`` (what does a kind's jobs), ``execution``, ``running``, ``leases``, ``turns``.
- Processes: ``processes`` (which live), ``scheduler_watch``.
- Operators: ``operations``, ``listing``, ``figures``.
"""
