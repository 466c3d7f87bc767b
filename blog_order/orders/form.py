"""The rules for the fields of an order: each mistake told in words that say what to do.

The products choose which fields they ask for. The API and the order forms use the same rules, so that a page can never
accept what the server refuses.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from blog_order.content.cleaning import clean_text
from blog_order.errors import Invalid
from blog_order.settings import get_settings

TOPIC_MAX, NICHE_MAX, KEYWORD_MAX, ANCHOR_MAX, URL_MAX, NOTES_MAX = 200, 100, 80, 100, 2000, 4000
CHARACTER_CODE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6});")
"""What HTML and Markdown read as a character (CommonMark 0.31.2, 2.5)."""
MARKUP = re.compile(r"[\[\]<>\\`*_|~]")
Check = Callable[[object], str]
"""The cleaned value of a field; raises ValueError with what to do."""
PRIVATE_SUFFIXES = (
    ".local",
    ".localhost",
    ".internal",
    ".lan",
    ".home",
    ".corp",
    ".onion",
    ".arpa",
    ".test",
    ".invalid",
)


def check_all(fields: Mapping[str, object], checks: Mapping[str, Check]) -> dict[str, str]:
    """The cleaned value of each field that has a check; whatever else is in ``fields`` is left out.

    Raises:
        Invalid: with one sentence for each field that is wrong.
    """
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    for name, check in checks.items():
        try:
            values[name] = check(fields.get(name, ""))
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        raise Invalid("Some fields need your attention.", fields=problems)
    return values


def problem_with(check: Check, value: object) -> str:
    """What is wrong with one field, or an empty string: for a form that checks as the customer goes."""
    try:
        check(value)
    except ValueError as error:
        return str(error)
    return ""


def text_check(label: str, shortest: int, longest: int, *, lines: bool = False) -> Check:
    """A check for plain text; ``label`` names the field in its messages, lengths are in characters."""

    def check(value: object) -> str:
        text = clean_text(value, lines=lines)
        if not text and shortest:
            raise ValueError(f"Tell us the {label}.")
        if len(text) < shortest:
            raise ValueError(f"The {label} needs at least {shortest} characters.")
        if len(text) > longest:
            raise ValueError(f"The {label} may have at most {longest} characters; this has {len(text)}.")
        return text

    return check


def _anchor(value: object) -> str:
    text = text_check("anchor text", 1, ANCHOR_MAX)(value)
    if MARKUP.search(text):
        raise ValueError("Use plain words for the anchor text, without any of [ ] < > \\ ` * _ | ~.")
    if not any(c.isalnum() for c in text):
        raise ValueError("The anchor text needs at least one letter or digit.")
    if code := CHARACTER_CODE.search(text):
        raise ValueError(f"Write the character itself in the anchor text, not its code {code.group()}.")
    return text


def _email(value: object) -> str:
    text = clean_text(value)
    if not text:
        raise ValueError("Tell us your e-mail address: the link to your order goes there.")
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError("This does not look like an e-mail address. Check it for a typing mistake.") from None


def check_target_url(value: object) -> str:
    """A public http(s) address, as given.

    Raises:
        ValueError: with what to do.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise ValueError("Tell us the address that your link leads to, such as https://example.com/page.")
    if len(text) > URL_MAX:
        raise ValueError(f"The address may have at most {URL_MAX} characters.")
    if re.search(r"[\s<>\"\\^`{}|\x00-\x1f\x7f]", text) or clean_text(text) != text:
        raise ValueError("The address contains characters that an address cannot have.")
    try:
        parts = urlsplit(text)
        # NFKC, as browsers do: 127.0.0.① is this machine too.
        host, port = unicodedata.normalize("NFKC", parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise ValueError("This is not a complete address. Write it like https://example.com/page.") from None
    if CHARACTER_CODE.search(text):
        raise ValueError("The address contains an HTML code such as &amp;. Copy it from the address bar of a browser.")
    if "[" in parts.netloc and ":" not in host:
        raise ValueError("The host name in the address is not valid.")
    if port == 0:
        raise ValueError("Port 0 leads nowhere. Leave it out of the address.")
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError("The address must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("Leave user name and password out of the address.")
    if not get_settings().allow_private_targets:
        _check_public_host(host)
    return text


def _check_public_host(host: str) -> None:
    bare = host.strip("[]")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        pass
    else:
        if not address.is_global or _leads_inwards(address):
            raise ValueError("The address must be on the public internet.")
        return
    labels = host.split(".")
    if host == "localhost" or host.endswith(PRIVATE_SUFFIXES):
        raise ValueError("The address must be on the public internet.")
    # A last label of digits (or 0x…) is read by browsers as an IPv4 address in disguise (WHATWG URL, host parsing).
    if len(labels) < 2 or not all(labels) or re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1], re.IGNORECASE):
        raise ValueError("This is not a complete address. Write it like https://example.com/page.")
    try:
        ascii_host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        raise ValueError("The host name in the address is not valid.") from None
    if not re.fullmatch(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.(?!-)[A-Za-z0-9_-]{1,63})+", ascii_host):
        raise ValueError("The host name in the address is not valid.")


def _leads_inwards(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an IPv6 address is a disguise of a private IPv4 one (NAT64, RFC 6052; 6to4, RFC 3056; Teredo)."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    inner = [address.sixtofour, *(address.teredo or ())]
    if address in ipaddress.ip_network("64:ff9b::/96"):
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return any(each is not None and not each.is_global for each in inner)


LINK_CHECKS: dict[str, Check] = {
    "targetUrl": check_target_url,
    "anchorText": _anchor,
    "keyword": text_check("keyword", 2, KEYWORD_MAX),
    "notes": text_check("notes", 0, NOTES_MAX, lines=True),
    "email": _email,
}
"""What every order with a link has, by API name."""
