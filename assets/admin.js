// What admin pages do in the browser by themselves: keys, dialogs, countdowns, the columns on a phone.
(() => {
  "use strict";
  const root = document.documentElement;
  const PRESS_GUARD_MS = 800; // a second press of a deciding button would meet the next order
  const KEYS_OFF = "admin-keys-off";
  let lastDecision = -Infinity;

  const keysOff = () => localStorage.getItem(KEYS_OFF) === "yes";
  root.toggleAttribute("data-keys-off", keysOff());

  // --- keys: a button with data-key is pressed by its key, unless somebody types or a dialog is open ---
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || keysOff()) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    if (!/^[a-z]$/i.test(event.key)) return;
    const button = document.querySelector(`[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // --- clicks, before React sees them ---
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("[data-decides]")) {
      const now = performance.now();
      if (now - lastDecision < PRESS_GUARD_MS) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      lastDecision = now;
    }
    if (target.closest("[data-keys-toggle]")) {
      localStorage.setItem(KEYS_OFF, keysOff() ? "no" : "yes");
      root.toggleAttribute("data-keys-off", keysOff());
    }
    const pane = target.closest("[data-pane-to]");
    if (pane) {
      root.dataset.pane = pane.dataset.paneTo;
      if (matchMedia("(max-width: 1023px)").matches) window.scrollTo({ top: 0, behavior: "instant" });
    }
    const opener = target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement) target.close(); // outside of its content
  }, true);

  // --- countdowns: written outside React, whose own text there is empty for ever ---
  function count() {
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - Date.now()) / 1000));
      const text = left > 0 ? `${left} s` : "a moment";
      if (element.textContent !== text) element.textContent = text;
    }
  }
  setInterval(count, 250);

  // --- the session has ended: to the sign-in form, with a full page load, and back here afterwards ---
  let leaving = false;
  function look() {
    count();
    const way = document.querySelector("[data-leave]");
    if (!way || leaving) return;
    leaving = true;
    const here = location.pathname + location.search;
    location.assign(`${way.dataset.leave}?next=${encodeURIComponent(here)}`);
  }
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
})();
