"""What customers read about an article they ordered."""

from __future__ import annotations

from blog_order.mail.words import MailWords
from blog_order.orders.products.words import ProductWords, StepWords

MAIL = MailWords(
    thing="the article",
    topic_label="Topic",
    received_status="Writing",
    received_intro=(
        "Thank you. Your payment of {amount} has arrived, and we are now writing your article for {site_name}."
    ),
    received_next="We will write to you when it is ready to read. If you like, watch it being written.",
    ready_subject="Your article is ready for review",
    ready_heading="Your article is ready for you",
    ready_intro=("Your article for {site_name} is written, and your link is in it. It is now ready for your review."),
    ready_button="Read your article",
    revised_intro="We have revised your article for {site_name}",
    sent_back_thing="your article",
    sent_back_button="Open your article",
    submitted_heading="Your article is with the editor",
    published_preheader="Everyone can read it on {site_name} now.",
    published_heading="Your article is published",
    published_intro="Your article is now on {site_name}",
    published_button="See your article live",
    failed_heading="We could not finish your article yet",
)

WORDS = ProductWords(
    header="Article for",
    ready="Your article",
    published="Your article",
    failed="We could not finish your article",
    failed_status="We could not finish your article; a person is looking at it",
    working_status={
        "preparing": "We are reading your brief and the site's articles",
        "writing": "Your article is being written",
        "checking": "We are checking the text and your link",
        "saving": "We are saving your article",
    },
    working={
        "preparing": StepWords(
            "Reading your brief", "We are reading what you ordered and what the site has published."
        ),
        "writing": StepWords("Your article, being written", "You can watch it, or close this page: we write to you."),
        "checking": StepWords("Checking the text and your link", "We look at your link, the length, and how it reads."),
        "saving": StepWords("Saving your article", "In a moment you can read it in full."),
    },
    revising={
        "waiting": StepWords("Your notes are in", "A writer starts with version {num} in a moment."),
        "preparing": StepWords("Reading your notes", "Version {num} is made from the newest version and your notes."),
        "writing": StepWords("Version {num}, being written", "You can watch it, or close this page: we write to you."),
    },
    mail=MAIL,
)
