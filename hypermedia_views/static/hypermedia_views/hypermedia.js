// What clients lack. Load it before them.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);

  // debounce="300ms"
  const timers = new WeakMap();

  const submit = (form, { name, value }) => {
    if (!form.isConnected || !form.checkValidity()) return;
    const button = [...document.querySelectorAll("button, input")].find(
      (el) => el.form === form && el.type === "submit" && el.name === name && el.value === value);
    // htmx 2 needs a click; Alpine AJAX swallows clicks while it asks.
    if (button && form.hasAttribute("hx-boost")) button.click();
    else form.requestSubmit(button);
  };

  on("input", ({ target }) => {
    const form = target.form;
    const said = form?.getAttribute("data-hypermedia-debounce");
    if (!said) return;
    const debounce = JSON.parse(said);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => submit(form, debounce), debounce.delay));
  });

  on("submit", ({ target }) => clearTimeout(timers.get(target)), true);

  // The rest is for Alpine AJAX. on="event" every="60s"
  on("alpine:init", () => {
    const { Alpine } = window;
    Alpine?.addInitSelector(() => "[x-hypermedia-refresh]");
    Alpine?.directive("hypermedia-refresh", (el, { expression }, { cleanup }) => {
      const { href, target, on: event, every, values, enctype } = JSON.parse(expression);
      const magics = {};
      Alpine.injectMagics(magics, el);
      let busy = false;
      let again = false;
      const refresh = async () => {
        again = busy;
        if (busy) return;
        busy = true;
        try {
          const body = values && new FormData(el.closest("form"));
          for (const name in values) body.set(name, values[name]);
          // It would share an older answer.
          await magics.$ajax(`${href}#${Date.now()}`, {
            target, focus: false, ...(values && { method: "POST", body, enctype, sync: true }) });
        } catch (error) {
          console.warn(error.message);
          for (const id of target.split(" ")) document.getElementById(id)?.removeAttribute("aria-busy");
          el.dispatchEvent(new CustomEvent("hypermedia:error", { bubbles: true }));
        }
        busy = false;
        if (again && (el.isConnected || !values)) refresh();
      };
      // Alpine does not see what goes with its parent.
      const heard = () => (el.isConnected ? refresh() : stop());
      const timer = every && setInterval(heard, every);
      const stop = () => {
        clearInterval(timer);
        document.removeEventListener(event, heard);
      };
      if (event) on(event, heard);
      cleanup(stop);
      el.dispatchEvent(new CustomEvent("hypermedia:init", { bubbles: true }));
    });
  });

  const latest = new WeakMap();

  const ids = ({ headers }, what) => (headers.get(`X-Alpine-${what}`) ?? "").split(" ").map(decodeURIComponent);
  const own = (run) => (event) => event.target === event.currentTarget && run(event, event.target, event.detail);

  const sent = own((event, target, detail) => {
    const { headers, html } = detail;
    const away = headers.get("HX-Redirect");
    // It would push the address of an overtaken answer.
    const overtaken = target.hasAttribute("x-target.push") && !detail.redirected &&
      detail.url !== latest.get(target).action.split("#")[0];
    if (overtaken || away !== null) detail.html = "";
    if (away !== null) location.href = away;
    // What the answer lacks stays busy.
    for (const el of document.querySelectorAll("[x-sync][aria-busy]")) {
      if (!html.getElementById(el.id)) el.removeAttribute("aria-busy");
    }
  });

  // It removes the target, or sends a form again.
  const missing = own((event, form, { target, response }) => {
    const again = !response.ok && form.localName === "form" && latest.get(form).method !== "GET";
    // Redirected.
    const away = response.redirected && new URL(response.url).pathname !== location.pathname;
    if (away) location.href = response.url;
    if (!again && !away && !ids(response, "Missing").some((id) => ["keep", target.id].includes(id))) return;
    event.preventDefault();
    target.removeAttribute("aria-busy");
  });

  on("ajax:send", ({ target, detail }) => {
    latest.set(target, detail);
    detail.headers["HX-Current-URL"] = location.href;
    // It may leave the document.
    target.addEventListener("ajax:sent", sent);
    target.addEventListener("ajax:missing", missing);
  });

  const told = new WeakSet();

  // The window hears of all.
  window.addEventListener("ajax:after", ({ detail: { response, response: { headers } } }) => {
    if (told.has(headers)) return;
    told.add(headers);
    for (const id of ids(response, "Delete")) document.getElementById(id)?.remove();
    const events = headers.get("HX-Trigger");
    for (const [name, detail] of Object.entries(events?.[0] === "{" ? JSON.parse(events) : {})) {
      document.querySelector(detail?.target ?? "body")?.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    }
  });
})();
