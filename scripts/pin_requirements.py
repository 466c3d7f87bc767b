"""Rewrite what follows the marker in requirements.txt and requirements-dev.txt: the pinned needs of the first part.

Resolved once for all platforms (``uv pip compile --universal``), keeping versions that are pinned already where they
still fit; ``python scripts/pin_requirements.py --upgrade`` takes the newest.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARKER = "# --- needed by the above ---"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==")


def direct_part(path: Path) -> str:
    """The part of a requirements file that a person edits."""
    return path.read_text().split(MARKER)[0].rstrip() + "\n"


def names(text: str) -> set[str]:
    """Normalised names of the packages pinned in ``text``."""
    return {m[1].lower().replace("_", "-") for line in text.splitlines() if (m := PINNED.match(line))}


def resolve(text: str, constraints: str) -> list[str]:
    """All pins that ``text`` (requirements without includes) comes down to, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, known = Path(folder, "wanted.in"), Path(folder, "known.txt")
        wanted.write_text(text)
        known.write_text(constraints)
        command = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--no-annotate", "--no-header"]
        found = subprocess.run(
            [*command, "-q", "-c", str(known), str(wanted)], check=True, capture_output=True, text=True
        )
    return [line for line in found.stdout.splitlines() if PINNED.match(line)]


def pins_of(path: Path) -> str:
    """The pins of a file as plain constraints (extras are not allowed in those)."""
    return "\n".join(re.sub(r"\[[a-z,]+\]", "", line) for line in path.read_text().splitlines() if PINNED.match(line))


def main() -> None:
    """Rewrite both files."""
    runtime, dev = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    keep = "" if "--upgrade" in sys.argv else f"{pins_of(runtime)}\n{pins_of(dev)}"
    base = direct_part(runtime)
    resolved = resolve(base, keep)
    runtime.write_text("\n".join([base, MARKER, *(line for line in resolved if not names(line) & names(base))]) + "\n")

    own = direct_part(dev)
    everything = resolve(base + own.replace("-r requirements.txt", ""), keep)
    held = names(runtime.read_text()) | names(own)
    dev.write_text("\n".join([own, MARKER, *(line for line in everything if not names(line) & held)]) + "\n")


if __name__ == "__main__":
    main()
