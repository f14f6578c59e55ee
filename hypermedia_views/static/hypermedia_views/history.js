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
  let place = history.state?.hypermedia;

  const restore = (control, row) => {
    const move = () => scrollBy({ top: boxOf(row).top - place.top, behavior: "instant" });
    move();
    // The list went on below what is there.
    const lacking = boxOf(row).top - place.top;
    if (lacking > 1) control.style.minHeight = `${control.offsetHeight + lacking}px`;
    move();
    place.y = scrollY;
  };

  const seen = new WeakSet();
  const look = () => {
    for (const control of controls()) {
      const rows = rowsOf(control);
      if (seen.has(control) || !rows.length) continue;
      seen.add(control);
      for (const row of rows) row.dataset.hypermediaPage ??= pageOf(control);
      const row = place?.id === control.id && rows.filter((each) => pageOf(each) === place.page)[place.index];
      // Unless the reader has moved since.
      if (row && scrollY === (place.y ?? scrollY)) restore(control, row);
    }
  };
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });

  for (const event of ["htmx:afterProcessNode", "htmx:after:init", "hypermedia:init"]) {
    on(event, ({ target }) => {
      if (!place?.more || !target.matches(`#${CSS.escape(place.id)} [role=button]`)) return;
      place.more -= 1;
      target.click();
    });
  }

  const save = () => {
    const url = new URL(location);
    let hypermedia;
    for (const control of controls()) {
      const rows = rowsOf(control);
      const row = rows.find((each) => boxOf(each).bottom > 0) ?? rows.at(-1);
      const page = row && pageOf(row);
      // As long as there is one page, the browser does it all.
      if (!page || (rows.every((each) => pageOf(each) === page) && !history.state?.hypermedia)) continue;
      for (const [name, value] of new URLSearchParams(page)) {
        if (value) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      const { top } = boxOf(row);
      // Of several lists, the one before the reader.
      if (hypermedia && Math.abs(top) > Math.abs(hypermedia.top)) continue;
      const index = rows.filter((each) => pageOf(each) === page).indexOf(row);
      const inside = rows.filter((each) => boxOf(each).bottom > 0 && boxOf(each).top < innerHeight);
      hypermedia = { id: control.id, page, index, top, more: new Set(inside.map(pageOf)).size - 1 };
    }
    history.scrollRestoration = hypermedia ? "manual" : "auto";
    if (hypermedia) history.replaceState({ ...history.state, hypermedia }, "", url);
  };
  let saving;
  on("scroll", () => {
    clearTimeout(saving);
    saving = setTimeout(save, 100);
  });
  addEventListener("popstate", ({ state }) => {
    clearTimeout(saving);
    place = state?.hypermedia;
  });
})();
