// What pages do in the browser by themselves; everything else is Reflex's. Loaded from this origin, as the CSP asks.
(() => {
  "use strict";

  // --- "newer text below": the page never scrolls by itself unless the reader went to the end of the growing text ---
  const MARGIN = 48;
  let following = false;
  let queued = false;

  const end = () => document.querySelector('[data-live-end="yes"]');
  const below = (element) => element.getBoundingClientRect().bottom + MARGIN - window.innerHeight;
  const showPill = (shown) => document.documentElement.toggleAttribute("data-newer-text", shown);

  function look() {
    queued = false;
    restoreDrafts();
    countDown();
    keepPlace();
    const element = end();
    if (!element) {
      following = false;
      showPill(false);
      return;
    }
    const distance = below(element);
    if (distance > 0 && following) window.scrollBy({ top: distance, behavior: "instant" });
    showPill(distance > MARGIN && !following);
  }

  const lookSoon = () => {
    if (!queued) {
      queued = true;
      requestAnimationFrame(look);
    }
  };

  window.addEventListener("scroll", () => {
    const element = end();
    if (element) {
      following = below(element) <= MARGIN;
      showPill(!following);
    }
  }, { passive: true });
  window.addEventListener("resize", lookSoon, { passive: true });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const element = end();
    if (target?.closest("[data-to-end]") && element) {
      following = true;
      window.scrollBy({ top: below(element), behavior: "instant" });
      showPill(false);
    }
    // A line about a failure goes when the visitor does anything.
    const notice = document.getElementById("notice");
    if (notice?.value) notice.value = "";
  });

  // --- counters of entries: written outside React, whose own text there is empty for ever ---
  function count(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || !field.id) return;
    const counter = document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
    if (!counter) return;
    const length = [...field.value.trim()].length;
    counter.textContent = `${length} / ${counter.dataset.max}`;
    counter.toggleAttribute("data-over", length > Number(counter.dataset.max));
  }
  document.addEventListener("input", count);
  document.addEventListener("focusin", count);

  // --- notes that are being typed: kept by this browser until the order has taken them, whatever the page goes through ---
  const draftKey = (field) => `draft ${field.dataset.draft}`;
  const gist = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

  function keepDraft(event) {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.dataset.draft) return;
    if (field.value.trim()) localStorage.setItem(draftKey(field), field.value);
    else localStorage.removeItem(draftKey(field));
  }
  function restoreDrafts() {
    for (const field of document.querySelectorAll("textarea[data-draft]:not([data-restored])")) {
      field.setAttribute("data-restored", "");
      const draft = localStorage.getItem(draftKey(field));
      if (draft && gist(draft) === gist(field.dataset.taken ?? "")) localStorage.removeItem(draftKey(field));
      else if (draft) field.value = draft;
      count({ target: field });
    }
  }
  document.addEventListener("input", keepDraft);

  // --- "Undo (42 s)": counted here from what was left when the server looked, so that no clock need be right ---
  const ends = new WeakMap();
  function countDown() {
    for (const element of document.querySelectorAll("[data-left]")) {
      const left = element.dataset.left;
      if (ends.get(element)?.left !== left) ends.set(element, { left, at: Date.now() + Number(left) * 1000 });
      const seconds = Math.ceil((ends.get(element).at - Date.now()) / 1000);
      const text = seconds > 0 ? `(${seconds} s)` : "";
      if (element.textContent !== text) element.textContent = text;
      element.closest("button").hidden = seconds <= 0;
    }
  }
  setInterval(countDown, 250);

  // --- a button that was pressed and is gone: the keyboard goes on from the place where it was ---
  let place = null;
  document.addEventListener("focusin", (event) => {
    place = event.target instanceof Element ? event.target.closest("[data-keeps-focus]") : null;
  });
  function keepPlace() {
    if (place?.isConnected && (document.activeElement === document.body || !document.activeElement)) {
      place.focus({ preventScroll: true });
    }
  }
  document.addEventListener("pointerdown", () => { place = null; }, true);

  new MutationObserver(lookSoon).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
