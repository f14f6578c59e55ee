// What clients lack by themselves. Load it before Alpine. It evaluates nothing, so it runs under a strict
// Content-Security-Policy.
(() => {
  "use strict";

  const on = (event, run, capture) => document.addEventListener(event, run, capture);

  // {% swap … debounce="300ms" %}: submit the form some time after the last input. Alpine AJAX always needs it, htmx
  // only where a button is named.
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

  // {% swap … href=… on="event" every="60s" %} for Alpine AJAX: fetch a region anew.
  on("alpine:init", () => {
    const { Alpine } = window;
    Alpine?.addInitSelector(() => "[x-hypermedia-refresh]");
    Alpine?.directive("hypermedia-refresh", (el, { expression }, { cleanup }) => {
      const { href, target, on: event, every } = JSON.parse(expression);
      const magics = {};
      Alpine.injectMagics(magics, el);
      // Alpine AJAX would let a second request share the answer of the first, made before what the event tells of.
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

  // htmx 2.0.9 and 2.0.10 push the address of a boosted element even if told not to. Put the present one in its place.
  on("htmx:beforeHistoryUpdate", ({ detail }) => {
    const told = detail.xhr?.getResponseHeader("HX-Push-Url") ?? detail.requestConfig?.elt.getAttribute("hx-push-url");
    if (told === "false") {
      Object.assign(detail.history, { type: "replace", path: location.pathname + location.search });
    }
  });

  // Alpine AJAX reloads on Back only to entries that it made. Mark the one that it is about to leave.
  on("ajax:before", ({ target }) => {
    if (history.state === null && target.hasAttribute?.("x-target.push")) {
      history.replaceState({ __ajax: true }, "");
    }
  });

  // It shows the newer of two answers, but pushes the address of both. Without content it leaves the older one alone.
  const latest = new WeakMap();

  on("ajax:send", ({ target, detail }) => {
    latest.set(target, detail.action.split("#")[0]);
    // Its Referer may be the address of a fragment, so tell the server where the user is.
    detail.headers["HX-Current-URL"] = location.href;
  });

  on("ajax:sent", ({ target, detail }) => {
    if (!detail.redirected && detail.url !== latest.get(target)) detail.html = "";
  });
})();
