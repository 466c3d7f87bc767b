"""Articles and orders that make it hard to place a link."""

from __future__ import annotations

from blog_order.seeding.read import read_articles

ORDERS = [
    ("herb planters", "https://acme.example/x?a=1&b=2"),
    ("St. John's CRM (beta)", "https://crm.example/p/(a)_b/"),
    ("what is it? a guide!", "https://cover.example/start#now"),
    ("50% off & more", "https://rail.example/~is/night_trains?copy;=1&amp=2"),
    ("Führer durch die Küche", "https://köche.example/straße"),
]
SEEDED = read_articles()
HARD_ARTICLES = {
    "one sentence": ("Herbs grow on balconies.", "Herbs grow on balconies."),
    "one sentence without a full stop": ("Herbs grow", "Herbs grow"),
    "a table and one paragraph": ("| a | b |\n|---|---|\n| 1 | 2 |\n\nThe table says it.\n", "The table says it."),
    "code around it": ("```py\nprint('x')\n```\n\nThat prints x.\n\n    indented code\n", "That prints x."),
    "lists only": ("- water the herbs\n- feed the soil\n  - with compost\n", "feed the soil"),
    "a nested list": ("1. one\n   - under one it says this\n2. two\n", "under one it says this"),
    "a link beside it": ("Read [this](https://other.example/a) first. Then go on.", "Then go on."),
    "a link within it": (
        "Read [this](https://other.example/a) first. Then go on.",
        "Read [this](https://other.example/a) first.",
    ),
    "a link to the same host": ("See [them](https://acme.example/y). They sell pots.", "They sell pots."),
    "a link defined further down": (
        "See [them][1]. They sell pots.\n\n[1]: https://other.example\n",
        "They sell pots.",
    ),
    "an image in the same paragraph": ("![A pot](/blog-images/pot.svg) Pots are round.", "Pots are round."),
    "code and emphasis within it": ("Set `max_age` to *five* or **six**.", "Set `max_age` to *five* or **six**."),
    "a quote": ("> Herbs like light.\n> They like water too.\n", "Herbs like light."),
    "a sentence over two lines": ("Herbs like light\nand water. More.", "Herbs like light\nand water."),
    "other white space in the model's copy": ("Herbs like light\nand water. More.", "Herbs like light and water."),
    "hard breaks around it": ("First line.  \nSecond line.\\\nThird line.", "Second line."),
    "trailing spaces and many blank lines": ("Text here.   \n\n\n\nMore text.  \n\n", "More text."),
    "a heading with the same words": ("## All about soil\n\nIt is all about pots.\n", "It is all about pots."),
    "German": ("Brot hält länger in Leinen. Plastik schadet der Kruste.", "Plastik schadet der Kruste."),
    "French": ("Le pain « au levain » se garde. Il aime l’air.", "Il aime l’air."),
    "Japanese": ("パンは冷凍できます。布に包みます。", "布に包みます。"),
    "emoji and combining letters": ("Basil 🌿 smells. Café e\u0301toile too.", "Basil 🌿 smells."),
    "brackets and asterisks": (
        "Use 2 * 3 pots [see below] and _that_ one.",
        "Use 2 * 3 pots [see below] and _that_ one.",
    ),
    "regular expression signs": ("It costs $5 (or more?) + tax.", "It costs $5 (or more?) + tax."),
    "an HTML-looking sentence": ("The <b> tag is old. Use CSS.", "Use CSS."),
    "Windows line ends": ("First one.\r\n\r\nSecond one.\r\n", "Second one."),
    "a very long article": ("Filler words stand here today.\n\n" * 3000 + "The only one.", "The only one."),
    "strikethrough": ("Herbs are ~~dear~~ cheap. Buy two.", "Buy two."),
}
