"""Places of publication behind one interface: see :mod:`blog_order.publishing.place`."""
