"""What the model hands back. This model is also the JSON schema that the model's answer must follow."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from blog_order.content.cleaning import clean_customer_line, clean_written_text
from blog_order.content.prompting.spotlight import unmark

Line = Annotated[str, AfterValidator(unmark), AfterValidator(clean_customer_line)]
Text = Annotated[str, AfterValidator(unmark), AfterValidator(clean_written_text), AfterValidator(str.rstrip)]


class NotFollowed(BaseModel):
    """A wish of the customer that the writer did not follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    note: Line = Field(description="The wish, in a few words.")
    reason: Line = Field(description="Why it was not followed, in one sentence that the customer can read.")


class WrittenArticle(BaseModel):
    """An article as a model returned it: checked for shape only, its content is still to be judged.

    All properties are required and no others allowed, as strict structured output demands. ``body`` is last, so
    that a streamed answer ends with it. Its constraints (lengths, links) are those of the quality check, which can
    tell the writer what to mend; a schema could only refuse.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line = Field(description="The headline, plain text, at most 110 characters.")
    slug: Line = Field(description="Lower-case words of the title joined by hyphens.")
    meta_description: Line = Field(description="What a search result shows: 140 to 160 characters, plain text.")
    tags: list[Line] = Field(description="Two to six short tags, plain text.")
    not_followed: list[NotFollowed] = Field(description="Wishes that could not be followed; empty if there are none.")
    body: Text = Field(description="The article in Markdown, without the title.")

    def as_markdown(self) -> str:
        """Title and body as one readable Markdown text."""
        return f"# {self.title}\n\n{self.body}"
