// {% load_more %}: what a list that grows needs beside its client. Load it after hypermedia.js.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);
  const controlOf = (el) => el.closest?.("[data-hypermedia-more]");
  const rowsOf = (control) => document.getElementById(control.dataset.hypermediaMore);

  // htmx 2 would bring the control of a list that is there no more.
  const late = ({ target, detail }) => {
    if (!target.isConnected) detail.shouldSwap = false;
  };

  // After success there is another control, so one that still stands tells of a failure.
  const mark = (busy) => ({ target }) => {
    const control = target.isConnected && controlOf(target);
    const rows = control && rowsOf(control);
    if (!rows) return;
    rows.setAttribute("aria-busy", busy);
    rows.addEventListener("htmx:beforeSwap", late);
    control.querySelector("[role=alert]")?.toggleAttribute("hidden", busy);
  };
  for (const event of ["htmx:beforeRequest", "htmx:before:request", "ajax:before"]) on(event, mark(true));
  for (const event of ["htmx:afterRequest", "htmx:finally:request", "hypermedia:error"]) on(event, mark(false));

  // Alpine AJAX would share an answer that failed, and has no word for scrolling: hypermedia.js asks for it.
  on("hypermedia:init", ({ target }) => {
    const control = controlOf(target);
    if (!control) return;
    target.addEventListener("click", (event) => {
      event.preventDefault();
      if (rowsOf(control)?.getAttribute("aria-busy") === "true") return;
      document.dispatchEvent(new Event(`hypermedia:${control.id}`));
    });
    if (!target.matches("[data-hypermedia-scroll]")) return;
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      observer.disconnect();
      target.click();
    });
    observer.observe(target);
  });

  // The control whose button somebody pressed.
  let pressed;
  on("click", (event) => {
    const link = event.target.closest?.("[data-hypermedia-more] [role=button]");
    // A new tab is the browser's.
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) event.stopPropagation();
    else if (event.isTrusted) pressed = link && controlOf(link).id;
  }, true);

  // Space presses a button.
  on("keydown", (event) => {
    const { key, target } = event;
    const control = key === " " && controlOf(target);
    if (!control || !target.matches("[role=button]")) return;
    event.preventDefault();
    target.click();
    pressed = control.id;
  });

  // The focus goes on to what has come, unless the reader has gone elsewhere.
  const seen = new WeakSet();
  const look = () => {
    for (const control of document.querySelectorAll("[data-hypermedia-more]")) {
      const rows = rowsOf(control);
      if (seen.has(control) || !rows) continue;
      const all = [...rows.children];
      const row = all[all.findLastIndex((each) => seen.has(each)) + 1];
      [control, ...all].forEach((each) => seen.add(each));
      rows.removeAttribute("aria-busy");
      if (pressed !== control.id || !row || document.activeElement !== document.body) continue;
      pressed = undefined;
      row.tabIndex = -1;
      row.focus();
    }
  };
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();
