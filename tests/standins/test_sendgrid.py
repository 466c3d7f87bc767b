"""The SendGrid stand-in and its mailbox, driven by SendGrid's own SDK."""

from __future__ import annotations

import stat
from typing import Any

import pytest
from python_http_client.exceptions import BadRequestsError, TooManyRequestsError, UnauthorizedError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.mail import Content, CustomArg, Email, Header, Mail, To

from blog_order.standins.keys import key_path, make_sendgrid_keys
from tests.support.http import HTTP
from tests.support.standins import Standins

EVENTS = "/api/v1/mail/events"


def a_mail(to: str = "ada@example.com", subject: str = "Request received") -> Mail:
    mail = Mail(
        from_email=Email("orders@blog-order.example", "Blog Order"),
        to_emails=To(to),
        subject=subject,
        plain_text_content=Content("text/plain", "See http://localhost:8000/o/abc."),
        html_content=Content(
            "text/html", '<html><head></head><body><a href="http://localhost:8000/o/abc">Order</a></body>'
        ),
    )
    mail.add_custom_arg(CustomArg("email_id", "42"))
    mail.add_header(Header("X-Order", "7"))
    return mail


def client(standins: Standins, key: str = "stand-in") -> SendGridAPIClient:
    return SendGridAPIClient(key, host=f"{standins.url}/sendgrid")


def test_mail_arrives_in_the_mailbox(standins: Standins) -> None:
    answer = client(standins).send(a_mail())
    assert answer.status_code == 202
    [mail] = standins.get("/mailbox/api/mails?to=ada@&subject=request")["mails"]
    assert mail["message_id"] == answer.headers["X-Message-Id"]
    assert mail["from"] == {"email": "orders@blog-order.example", "name": "Blog Order"}
    assert mail["custom_args"] == {"email_id": "42"}
    assert mail["headers"] == {"X-Order": "7"}
    assert mail["links"] == ["http://localhost:8000/o/abc"]
    assert standins.get("/mailbox/api/mails?to=bob")["total"] == 0
    assert "Request received" in HTTP.get(f"{standins.url}/mailbox").text
    assert "ada@example.com" in HTTP.get(f"{standins.url}/mailbox/{mail['id']}").text
    part = HTTP.get(f"{standins.url}/mailbox/{mail['id']}/html")
    assert '<head><base target="_top">' in part.text
    assert "sandbox" in part.headers["content-security-policy"]
    assert HTTP.delete(f"{standins.url}/mailbox/api/mails").json() == {"removed": 1}
    assert "No mail yet" in HTTP.get(f"{standins.url}/mailbox").text


@pytest.mark.parametrize(("to", "outcome"), [("ada@x.example", "delivered"), ("bounce@x.example", "bounce"),
                                             ("dropped@x.example", "dropped")])  # fmt: skip
def test_signed_events(standins: Standins, to: str, outcome: str) -> None:
    answer = client(standins).send(a_mail(to))
    [got] = standins.receiver.wait_for(1, path=EVENTS)
    signature = got.headers["x-twilio-email-event-webhook-signature"]
    timestamp = got.headers["x-twilio-email-event-webhook-timestamp"]
    assert EventWebhook(standins.public_key).verify_signature(got.body, signature, timestamp)
    assert not EventWebhook(standins.public_key).verify_signature(got.body + " ", signature, timestamp)
    [event] = got.event
    assert (event["event"], event["email"], event["email_id"]) == (outcome, to, "42")
    assert event["sg_message_id"].startswith(answer.headers["X-Message-Id"])


def test_a_missing_route_is_given_up_on_quietly(standins: Standins) -> None:
    standins.receiver.always = 404
    client(standins).send(a_mail())
    for tries in range(1, 5):
        standins.receiver.wait_for(tries, path=EVENTS)
        standins.post("/sendgrid/control/deliveries/retry")
    row = standins.get("/sendgrid/control/deliveries?limit=1")["deliveries"][0]
    assert (row["attempts"], row["last_status"]) == (4, 404)


def without(name: str) -> dict[str, Any]:
    body: dict[str, Any] = a_mail().get()
    del body[name]
    return body


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (without("personalizations"), "personalizations"),
        (without("from"), "from.email"),
        (without("subject"), "subject"),
        (without("content"), "content"),
        ({**a_mail().get(), "personalizations": [{"to": [{"email": "nonsense"}]}]}, "personalizations.0.to.0.email"),
        ({**a_mail().get(), "content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
        ({**a_mail().get(), "content": a_mail().get()["content"][::-1]}, "content"),
        ({**a_mail().get(), "headers": {"Subject": "x"}}, "headers.Subject"),
        ({**a_mail().get(), "custom_args": {"id": 4}}, "custom_args.id"),
        (
            {**a_mail().get(), "personalizations": [{"to": [{"email": "a@b.co"}, {"email": "A@b.co"}]}]},
            "personalizations.0",
        ),
    ],
)
def test_validation_is_sendgrids(standins: Standins, body: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRequestsError) as refused:
        client(standins).client.mail.send.post(request_body=body)
    errors = refused.value.to_dict["errors"]
    assert [error["field"] for error in errors] == [field]
    assert set(errors[0]) == {"message", "field", "help"}


def test_keys_and_faults(standins: Standins) -> None:
    with pytest.raises(UnauthorizedError):
        client(standins, " ").send(a_mail())
    standins.fault("sendgrid", "rate_limit", seconds=2)
    with pytest.raises(TooManyRequestsError) as limited:
        client(standins).send(a_mail())
    assert limited.value.headers["Retry-After"] == "2"
    standins.fault("sendgrid", "drop", executed=True)
    with pytest.raises(OSError):
        client(standins).send(a_mail())
    assert standins.get("/mailbox/api/mails")["total"] == 1


def test_key_pair_is_made_once_and_kept_private(standins: Standins) -> None:
    assert make_sendgrid_keys(standins.data_dir) == standins.public_key
    assert stat.S_IMODE(key_path(standins.data_dir).stat().st_mode) == 0o600
