"""The systems measured beside ours, as their documentation sets them up."""
