"""Jobs that measure, on the product's own queues and ledger."""
