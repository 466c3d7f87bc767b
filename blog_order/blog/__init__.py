"""The public blog: published articles as plain HTML pages, feeds and sitemaps, without a line of script.

``reading`` asks the database, ``body`` turns Markdown into the page's text, ``rendering`` puts pages together from
``templates/``, ``theme`` holds the style sheet and fonts. ``api/blog.py`` serves them. Nothing here writes.
"""
