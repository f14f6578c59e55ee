// {% load_more %}: what a list that grows needs beside its client. Load it after hypermedia.js.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);
  const controlOf = (el) => el.closest?.("[data-hypermedia-more]");
  const controls = () => document.querySelectorAll("[data-hypermedia-more]");
  const rowsOf = (control) => document.getElementById(control.dataset.hypermediaMore);

  // After success there is another control, so one that still stands tells of a failure.
  const mark = (busy) => ({ target }) => {
    const control = target.isConnected && controlOf(target);
    if (!control) return;
    rowsOf(control)?.setAttribute("aria-busy", busy);
    control.querySelector("[role=alert]")?.toggleAttribute("hidden", busy);
  };
  for (const event of ["htmx:beforeRequest", "htmx:before:request", "ajax:before"]) on(event, mark(true));
  for (const event of ["htmx:afterRequest", "htmx:finally:request", "hypermedia:error"]) on(event, mark(false));

  // Alpine AJAX would share an answer that failed, and has no word for scrolling: hypermedia.js asks for it.
  const ask = (link) => document.dispatchEvent(new Event(`hypermedia:${controlOf(link).id}`));
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      ask(target);
    }
  });

  let started = false;
  const watch = () => {
    for (const link of started ? document.querySelectorAll("[data-hypermedia-scroll]") : []) observer.observe(link);
  };
  on("alpine:initialized", () => {
    started = true;
    watch();
  });

  // The control whose button was pressed: the focus goes on to what comes.
  let pressed;
  on("click", (event) => {
    pressed = controlOf(event.target)?.id;
    const link = started && pressed && event.target.closest("[x-hypermedia-refresh]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    ask(link);
  }, true);

  // Space presses a button.
  on("keydown", (event) => {
    const { key, target } = event;
    if (key !== " " || !controlOf(target) || !target.matches("[role=button]")) return;
    event.preventDefault();
    target.click();
  });

  // Which page each row came with. The address follows the reader from page to page; a reload or Back finds the row
  // that was at the top of the window.
  const pages = new WeakMap();
  const seen = new WeakSet();
  const place = history.state?.hypermedia;

  const look = () => {
    for (const control of controls()) {
      const rows = rowsOf(control);
      if (seen.has(control) || !rows) continue;
      seen.add(control);
      const added = [...rows.children].filter((row) => !pages.has(row));
      for (const row of added) pages.set(row, control.dataset.hypermediaPage);
      rows.removeAttribute("aria-busy");
      watch();
      if (pressed === control.id && added.length) {
        added[0].tabIndex = -1;
        added[0].focus();
      }
      // Where the page is too short for it, it is found with the next one, unless the reader has moved.
      const row = rows.children[place?.index];
      if (row && place.id === rows.id && scrollY === (place.y ?? scrollY)) {
        scrollBy(0, row.getBoundingClientRect().top - place.top);
        place.y = scrollY;
      }
    }
  };
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });

  const save = () => {
    const url = new URL(location);
    let hypermedia;
    for (const control of controls()) {
      const rows = [...(rowsOf(control)?.children ?? [])];
      const row = rows.find((each) => each.getBoundingClientRect().bottom > 0) ?? rows.at(-1);
      const page = pages.get(row);
      // As long as there is one page, the browser does it all.
      const one = [rows[0], rows.at(-1)].every((each) => pages.get(each) === page);
      if (!page || (one && !history.state?.hypermedia)) continue;
      const [name, value] = page.split("=");
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
      const index = rows.filter((each) => pages.get(each) === page).indexOf(row);
      hypermedia ??= { id: control.dataset.hypermediaMore, index, top: row.getBoundingClientRect().top };
    }
    if (!hypermedia) return;
    history.scrollRestoration = "manual";
    history.replaceState({ ...history.state, hypermedia }, "", url);
  };
  let saving;
  on("scroll", () => {
    clearTimeout(saving);
    saving = setTimeout(save, 100);
  });
})();
