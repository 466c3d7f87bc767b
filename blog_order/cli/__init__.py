"""Command lines for operators, one module a command: ``python -m blog_order.cli.NAME``.

Each has ``make_parser()`` and ``main(arguments)``, which returns the exit status; docs/command-line.md documents them
all. A module whose name begins with ``_`` is no command. What the Makefile calls is ``python -m blog_order.embedded``.
"""
