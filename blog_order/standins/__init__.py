"""Stand-ins for Stripe, SendGrid and OpenAI on loopback, so that one machine runs the whole product without accounts.

They speak the part of each HTTP API that the official SDKs use here, keep their state in ``DATA_DIR/standins/``, send
signed webhooks, and can be told over HTTP to fail, stall and answer nonsense. No money moves and no mail leaves.
Start with ``python -m blog_order.standins``; of this project only :mod:`blog_order.settings` is imported.
"""
