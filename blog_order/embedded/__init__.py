"""What one machine runs without any account or server: the supervisor, PostgreSQL, Redis, the stand-ins.

Imports settings alone; nothing of the application imports it. ``python -m blog_order.embedded run`` is `make run`.
"""
