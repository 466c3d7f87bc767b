"""What customers read about a backlink they ordered."""

from __future__ import annotations

from blog_order.mail.words import MailWords
from blog_order.orders.products.words import ProductWords, SoldOutWords, StepWords

MAIL = MailWords(
    thing="the link",
    topic_label="Article",
    received_status="Placing your link",
    received_intro=(
        "Thank you. Your payment of {amount} has arrived, and we are now working your link into an article on "
        "{site_name}."
    ),
    received_next="We will write to you when you can see how it reads. If you like, follow the work as it happens.",
    ready_subject="Your link is ready for review",
    ready_heading="Your link is ready for you to see",
    ready_intro=(
        "Your link now has its place in an article on {site_name}. The text is ready for your review; the public page "
        "has not changed yet."
    ),
    ready_button="Read the text with your link",
    revised_intro="We have revised the text around your link on {site_name}",
    sent_back_thing="the text with your link",
    sent_back_button="Open the text with your link",
    submitted_heading="Your link is with the editor",
    published_preheader="Everyone can see it on {site_name} now.",
    published_heading="Your link is published",
    published_intro="The article with your link is now on {site_name}",
    published_button="See your link live",
    failed_heading="We could not place your link yet",
)

WATCH = "One passage of the article changes, nothing else. You can watch it, or close this page: we write to you."

WORDS = ProductWords(
    header="Link in an article on",
    ready="Your link",
    published="The article with your link",
    failed="We could not place your link",
    failed_status="We could not place your link; a person is looking at it",
    working_status={
        "preparing": "We are reading the published article",
        "writing": "Your link is being worked into the article",
        "checking": "We are checking your link, and that nothing else changed",
        "saving": "We are saving the new version",
    },
    working={
        "preparing": StepWords("Reading the article", "We are reading it as it is on the blog today."),
        "writing": StepWords("Your link, being worked in", WATCH),
        "checking": StepWords(
            "Checking your link", "We look at its words and its address, and that nothing else changed."
        ),
        "saving": StepWords("Saving the new version", "In a moment you can read it in its place."),
    },
    revising={"writing": StepWords("Version {num}, being written", WATCH)},
    mail=MAIL,
    sold_out=SoldOutWords(
        reason=(
            "Your payment arrived after its time, and the place in the article had gone to somebody else by then. "
            "You get the whole amount back."
        ),
        status="Cancelled: the place was taken before your payment arrived. You get your money back",
        headline="The place was taken before your payment arrived",
        text="Somebody else had it by then, so we could not place your link.",
        next_text="There are other articles to choose from.",
    ),
)
