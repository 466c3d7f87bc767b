"""Compares and judges link addresses. Nothing is fetched."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

WEB_SCHEMES = frozenset({"http", "https"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
# What a browser drops or trims before it reads an address (WHATWG URL, "basic URL parser", steps 1 to 3).
_DROPPED = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")


def normalise(address: str) -> str:
    """An address in the form in which equal ones are equal strings (RFC 3986 §6.2.2 and §6.2.3).

    Lower-case scheme and host (international names as punycode), no default port, ``/`` for an empty path, escapes in
    upper case and only where they are needed. Path, query and fragment are otherwise kept: a final slash, the order
    of parameters and capitals in a path can all matter. What is no address comes back unchanged.
    """
    address = _DROPPED.sub("", address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    scheme = parts.scheme.lower()
    if scheme not in WEB_SCHEMES or not parts.hostname:
        return address
    host = _host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    if "@" in parts.netloc:
        host = f"{parts.netloc.rpartition('@')[0]}@{host}"
    path = _escapes(parts.path) or "/"
    return parts._replace(
        scheme=scheme, netloc=host, path=path, query=_escapes(parts.query), fragment=_escapes(parts.fragment)
    ).geturl()


_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|gclid|dclid|fbclid|msclkid|yclid|mc_[ce]id|igshid|_hs(?:enc|mi)|ref_src)$", re.IGNORECASE
)


def page_of(address: str) -> str:
    """What two addresses of the same page have in common, for telling that a page is linked already.

    Scheme, ``www.``, a final slash, the fragment and tracking parameters don't count. Only for comparing: the result is
    no address.
    """
    try:
        parts = urlsplit(normalise(address))
    except ValueError:
        return address
    if parts.scheme not in WEB_SCHEMES:
        return address
    query = "&".join(
        sorted(each for each in parts.query.split("&") if each and not _TRACKING.match(each.split("=")[0]))
    )
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{query}"


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    return ".".join(_label(label) for label in unicodedata.normalize("NFKC", name).lower().rstrip(".").split("."))


def _label(label: str) -> str:
    """Punycode as browsers and markdown-it make it; Python's own ``idna`` codec is of 2003 and turns ß into ss."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def _escapes(part: str) -> str:
    """Escapes in one form: unreserved characters bare, all others as upper-case ``%XX``."""

    def one(found: re.Match[str]) -> str:
        character = chr(int(found.group(1), 16))
        return character if _UNRESERVED.fullmatch(character) else found.group().upper()

    # Brackets and a percent sign that escapes nothing are escaped, as Markdown's own parser does.
    return _ESCAPE.sub(one, quote(_BARE_PERCENT.sub("%25", part), safe="%/:?#@!$&'()*+,;=-._~"))


def scheme_of(address: str) -> str:
    """Scheme of an address in lower case as a browser would read it; empty for a relative one."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", _DROPPED.sub("", address))
    return found.group(1).lower() if found else ""


def is_external(address: str) -> bool:
    """True if the address names a host or a scheme: ``https://…``, ``//host``, ``mailto:…``.

    Browsers read a backslash as a slash (WHATWG URL), so ``/\\host`` is external too.
    """
    cleaned = _DROPPED.sub("", address).replace("\\", "/")
    return bool(scheme_of(cleaned)) or cleaned.startswith("//")


def is_site_local(address: str) -> bool:
    """True for ``/path`` on the same site, and not for ``//host``."""
    cleaned = _DROPPED.sub("", address).replace("\\", "/")
    return cleaned.startswith("/") and not cleaned.startswith("//")
