// What clients lack. Load it before Alpine. It evaluates nothing: a strict Content-Security-Policy lets it run.
(() => {
  "use strict";

  const on = (event, run, capture) => document.addEventListener(event, run, capture);

  // debounce="300ms"
  const timers = new WeakMap();

  const submit = (form, { name, value }) => {
    if (!form.isConnected || !form.checkValidity()) return;
    const button = name === undefined ? undefined : [...document.querySelectorAll("button, input")].find(
      (el) => el.form === form && el.type === "submit" && el.name === name && el.value === value);
    // htmx 2 knows a submitter by its click only; Alpine AJAX swallows clicks while it asks.
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

  // htmx 2.0.9 and 2.0.10 push a boosted element's address even if told not to.
  on("htmx:beforeHistoryUpdate", ({ detail }) => {
    const told = detail.xhr?.getResponseHeader("HX-Push-Url") ?? detail.requestConfig?.elt.getAttribute("hx-push-url");
    if (told === "false") {
      Object.assign(detail.history, { type: "replace", path: location.pathname + location.search });
    }
  });

  // All that follows is for Alpine AJAX. on="event" every="60s"
  on("alpine:init", () => {
    const { Alpine } = window;
    Alpine?.addInitSelector(() => "[x-hypermedia-refresh]");
    Alpine?.directive("hypermedia-refresh", (el, { expression }, { cleanup }) => {
      const { href, target, on: event, every } = JSON.parse(expression);
      const magics = {};
      Alpine.injectMagics(magics, el);
      // A second request would share the first one's answer, older than the event.
      let busy = false;
      let again = false;
      const refresh = async () => {
        again = busy;
        if (busy) return;
        busy = true;
        try {
          await magics.$ajax(href, { target, focus: false });
        } catch (error) {
          console.warn(error.message);
          document.getElementById(target)?.removeAttribute("aria-busy");
        }
        busy = false;
        if (again) refresh();
      };
      if (event !== undefined) {
        on(event, refresh);
        cleanup(() => document.removeEventListener(event, refresh));
      }
      if (every !== undefined) {
        const timer = setInterval(refresh, every);
        cleanup(() => clearInterval(timer));
      }
    });
  });

  // Back reloads only entries that it made.
  on("ajax:before", ({ target }) => {
    if (history.state === null && target.hasAttribute?.("x-target.push")) {
      history.replaceState({ __ajax: true }, "");
    }
  });

  const latest = new WeakMap();

  on("ajax:send", ({ target, detail }) => {
    latest.set(target, detail);
    // Its Referer may be the address of a fragment.
    detail.headers["HX-Current-URL"] = location.href;
  });

  on("ajax:sent", ({ target, detail }) => {
    const { headers, html } = detail;
    const away = headers.get("HX-Redirect");
    // It would push the address of an answer that is overtaken, if it had content.
    if (away !== null || !detail.redirected && detail.url !== latest.get(target).action.split("#")[0]) detail.html = "";
    if (away !== null) location.href = away;
    // What is synchronised and not in the answer stays busy.
    for (const el of document.querySelectorAll("[x-sync][aria-busy]")) {
      if (!html.getElementById(el.id)) el.removeAttribute("aria-busy");
    }
  });

  // It removes a target that is missing, or after an error sends the form again.
  on("ajax:missing", (event) => {
    const { target, response } = event.detail;
    const repeats = !response.ok && latest.get(event.target).method !== "GET";
    if (!repeats && response.headers.get("X-Alpine-Missing") !== "keep") return;
    event.preventDefault();
    target.removeAttribute("aria-busy");
  });

  // Only the window hears of it if what asked is gone.
  window.addEventListener("ajax:after", ({ detail: { response: { headers } } }) => {
    for (const id of headers.get("X-Alpine-Delete")?.split(" ") ?? []) {
      document.getElementById(decodeURIComponent(id))?.remove();
    }
    const events = headers.get("HX-Trigger");
    if (events?.[0] !== "{") return;
    for (const [name, detail] of Object.entries(JSON.parse(events))) {
      document.querySelector(detail.target ?? "body")?.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    }
  });
})();
