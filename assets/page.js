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
    dropSent();
    restoreDrafts();
    countDown();
    keepPlace();
    followAddress();
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
    // To where a comparison first differs, for the keyboard and screen readers too.
    if (target?.closest("[data-to-change]")) {
      const change = document.querySelector(".comparison :is(ins, del)");
      if (change) {
        change.tabIndex = -1;
        change.focus({ preventScroll: true });
        change.scrollIntoView({ block: "center" });
      }
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

  // --- what is being typed: kept by this browser until the order has taken it, whatever the page goes through ---
  const DRAFTS = ":is(textarea, input)[data-draft]";
  const draftKey = (field) => `draft ${field.dataset.draft}`;
  const gist = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

  function keepDraft(event) {
    const field = event.target;
    if (!field.matches?.(DRAFTS)) return;
    // An entry that was emptied is something typed too, where something stood in it.
    if (field.value.trim() || field.dataset.taken?.trim()) localStorage.setItem(draftKey(field), field.value);
    else localStorage.removeItem(draftKey(field));
  }
  // Past React's own record of the value, so that it takes this for typing.
  function write(field, text) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function dropDrafts(form) {
    for (const field of form.querySelectorAll(DRAFTS)) localStorage.removeItem(draftKey(field));
  }
  // What was sent is dropped once its form has gone: one that stays was refused, and keeps what was typed when its
  // editor goes elsewhere.
  let sent = null;
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("form[data-drops-drafts]")) sent = event.target;
  }, true);
  for (const kind of ["input", "click"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest?.("[type=submit]")) sent = null;
    }, true);
  }
  window.addEventListener("popstate", () => { sent = null; }, true);
  function dropSent() {
    if (sent && !sent.isConnected) {
      dropDrafts(sent);
      sent = null;
    }
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-discards-drafts]")) return;
    dropDrafts(event.target.closest("form"));
    location.reload();
  });
  function restoreDrafts() {
    for (const field of document.querySelectorAll(`${DRAFTS}:not([data-restored])`)) {
      field.setAttribute("data-restored", "");
      const draft = localStorage.getItem(draftKey(field));
      if (draft !== null && gist(draft) === gist(field.dataset.taken ?? "")) localStorage.removeItem(draftKey(field));
      else if (draft !== null) {
        write(field, draft);
        for (const told of field.form?.querySelectorAll("[data-drafts-are-back]") ?? []) told.hidden = false;
      }
      count({ target: field });
    }
    // A form that tells of itself as a whole does so once it is filled: what the server showed was of another moment.
    for (const form of document.querySelectorAll("form[data-told]:not([data-restored])")) {
      form.setAttribute("data-restored", "");
      form.dispatchEvent(new Event("input", { bubbles: true }));
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

  // --- the button that ends an order form: a press does not leave the entry first, whose line about a mistake would come
  // or go above the button, move it from under the pointer, and so swallow the click ---
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("form.order-form [type=submit]")) event.preventDefault();
  });

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

  // --- filters of a list: what is chosen stands in the address, and the address says what is chosen ---
  const SEARCH_PAUSE_MS = 250;
  const asked = new Set(); // addresses that our entries led to: the entries are as new as these, or newer
  let shownIn = null; // the form that was filled, and from which query
  let shownFrom = null;
  let searching = 0;
  let arrived = false;

  const filterForm = () => document.querySelector("form[data-filters]");
  const filterEntries = (form) => [...form.elements].filter((entry) => entry.name);

  function followAddress() {
    const form = filterForm();
    if (form) {
      const moved = form === shownIn && location.search !== shownFrom && !asked.has(location.search);
      if (moved) clearTimeout(searching);
      // Entries may come after the form, and choices after their entry.
      for (const entry of filterEntries(form)) {
        if (moved || !("follows" in entry.dataset)) fill(entry);
        else if ("wanted" in entry.dataset) choose(entry, entry.dataset.wanted);
      }
      // Who comes for something that was looked for is led to it, below the sites.
      if (!arrived && location.search && !location.hash && window.scrollY === 0) form.parentElement.scrollIntoView();
      arrived = true;
    }
    shownIn = form;
    shownFrom = location.search;
  }
  function fill(entry) {
    const value = new URLSearchParams(location.search).get(entry.name) ?? "";
    entry.dataset.follows = "";
    if (entry.type === "checkbox") entry.checked = value === entry.value;
    else if (entry instanceof HTMLSelectElement) choose(entry, value);
    else if (entry.value !== value) entry.value = value;
  }
  function choose(entry, value) {
    // The choices may still be on their way.
    const there = [...entry.options].some((option) => option.value === value);
    if (there) entry.value = value;
    if (there) delete entry.dataset.wanted;
    else entry.dataset.wanted = value;
  }
  function goToFilters(form) {
    clearTimeout(searching);
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    const search = String(chosen) && `?${chosen}`;
    const before = new URLSearchParams(location.search).get("q");
    if (search === location.search) return;
    asked.add(search);
    // Words that grow letter by letter are one step of the history.
    const sameSearch = Boolean(before && chosen.get("q") && before !== chosen.get("q"));
    if (window.goToAddress) window.goToAddress(location.pathname + search, sameSearch);
    else location.assign(location.pathname + search);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-filters]");
    if (!form) return;
    delete event.target.dataset.wanted;
    clearTimeout(searching);
    if (event.target.type === "search") searching = setTimeout(() => goToFilters(form), SEARCH_PAUSE_MS);
    else goToFilters(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-filters]")) return;
    event.preventDefault();
    goToFilters(event.target);
  });
  window.addEventListener("popstate", () => { asked.clear(); lookSoon(); });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link) return;
    asked.clear();
    // The way to another part of a list begins at its top, for the keyboard too.
    const list = link.matches("[data-to-list]") ? document.getElementById("articles") : null;
    list?.focus({ preventScroll: true });
  });

  new MutationObserver(lookSoon).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
