// The address bar, and the reader's place behind it.
(() => {
  const on = (event, run) => document.addEventListener(event, run);

  // htmx 2.0.9 and 2.0.10 push even if told not to.
  on("htmx:beforeHistoryUpdate", ({ detail }) => {
    const told = detail.xhr?.getResponseHeader("HX-Push-Url") ?? detail.requestConfig?.elt.getAttribute("hx-push-url");
    if (told === "false") {
      Object.assign(detail.history, { type: "replace", path: location.pathname + location.search });
    }
  });

  // Back of Alpine AJAX reloads only entries that it made.
  on("ajax:before", ({ target }) => {
    if (target.hasAttribute?.("x-target.push")) history.replaceState({ ...history.state, __ajax: true }, "");
  });

  // {% load_more %}: the address follows the reader from page to page. A reload or Back finds the row that was at the top
  // of the window, and the pages that were in it.
  const controls = () => document.querySelectorAll("[data-hypermedia-more]");
  const rowsOf = (control) => [...(document.getElementById(control.dataset.hypermediaMore)?.children ?? [])];
  const pageOf = (el) => el.dataset.hypermediaPage;
  const boxOf = (el) => el.getBoundingClientRect();
  // A row that took the place of another is of its page.
  const pagesOf = (rows) => {
    let page = rows.map(pageOf).find(Boolean);
    return rows.map((row) => (page = pageOf(row) ?? page));
  };
  let place = history.state?.hypermedia;

  const seen = new WeakSet();
  const look = () => {
    for (const control of controls()) {
      if (seen.has(control)) continue;
      const rows = rowsOf(control);
      if (!rows.length) continue;
      seen.add(control);
      const known = rows.findLastIndex((row) => pageOf(row) !== undefined);
      for (const row of rows.slice(known + 1)) row.dataset.hypermediaPage = pageOf(control);
      const first = place?.id === control.id ? pagesOf(rows).indexOf(place.page) : -1;
      const row = first < 0 ? null : rows[first + place.index];
      // A page that is too short for it grows, unless the reader has moved since.
      if (!row || scrollY !== (place.y ?? scrollY)) continue;
      scrollBy({ top: boxOf(row).top - place.top, behavior: "instant" });
      place.y = scrollY;
    }
  };
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });

  for (const event of ["htmx:afterProcessNode", "htmx:after:init", "hypermedia:init"]) {
    on(event, ({ target }) => {
      const control = place?.more && target.closest(`#${CSS.escape(place.id)}`);
      if (!control || !target.matches("[role=button]")) return;
      look();
      const pages = [...new Set(pagesOf(rowsOf(control)))];
      // Alpine AJAX is still busy with the rows.
      if (pages.length - pages.indexOf(place.page) <= place.more) setTimeout(() => target.click());
    });
  }

  let manual = place;
  const save = () => {
    const url = new URL(location);
    let hypermedia;
    for (const control of controls()) {
      const rows = rowsOf(control);
      const pages = pagesOf(rows);
      const below = rows.findIndex((row) => boxOf(row).bottom > 0);
      const at = below < 0 ? rows.length - 1 : below;
      // As long as there is one page, the browser does it all.
      if (!pages[at] || (pages[0] === pages.at(-1) && !history.state?.hypermedia)) continue;
      for (const [name, value] of new URLSearchParams(pages[at])) {
        if (value) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      const { top } = boxOf(rows[at]);
      // Of several lists, the one before the reader.
      if (hypermedia && Math.abs(top) > Math.abs(hypermedia.top)) continue;
      const inside = pages.filter((page, index) => index >= at && boxOf(rows[index]).top < innerHeight);
      const more = new Set(inside).size - 1;
      hypermedia = { id: control.id, page: pages[at], index: at - pages.indexOf(pages[at]), top, more };
    }
    // A new entry inherits it.
    if (manual || hypermedia) history.scrollRestoration = hypermedia ? "manual" : "auto";
    manual = hypermedia;
    if (!hypermedia) return;
    history.replaceState({ ...history.state, hypermedia }, "", url);
    // htmx 2 keeps what it leaves by the address that it knows.
    const known = "htmx-current-path-for-history";
    if (sessionStorage.getItem(known)) sessionStorage.setItem(known, url.pathname + url.search);
  };
  let saving;
  on("scroll", () => {
    clearTimeout(saving);
    saving = setTimeout(save, 100);
  });
  // It may lead away before the scrolling ends.
  on("click", save);
  addEventListener("popstate", ({ state }) => {
    clearTimeout(saving);
    place = state?.hypermedia;
  });
})();
