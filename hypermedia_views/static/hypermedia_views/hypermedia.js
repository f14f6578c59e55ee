// What clients lack by themselves. Load it before Alpine. It evaluates nothing, so it runs under a strict
// Content-Security-Policy.
(() => {
  "use strict";

  // {% swap … debounce="300ms" %}: submit the form some time after the last input. Alpine AJAX always needs it, htmx
  // only where a button is named.
  const timers = new WeakMap();

  const submit = (form, { name, value }) => {
    if (!form.isConnected || !form.checkValidity()) return;
    const button = [...form.elements].find(
      (el) => el.type === "submit" && el.name === name && el.value === value);
    // htmx 2 knows a submitter by its click only.
    if (button) button.click();
    else form.requestSubmit();
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.dataset.hypermediaDebounce) return;
    const debounce = JSON.parse(form.dataset.hypermediaDebounce);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => submit(form, debounce), debounce.delay));
  });

  document.addEventListener("submit", ({ target }) => clearTimeout(timers.get(target)), true);

  // {% swap … href=… on="event" every="60s" %} for Alpine AJAX: fetch a region anew.
  document.addEventListener("alpine:init", () => {
    const { Alpine } = window;
    const attribute = Alpine.prefixed("hypermedia-refresh");
    Alpine.addInitSelector(() => `[${attribute}]`);
    Alpine.directive("hypermedia-refresh", (el, { expression }, { cleanup }) => {
      const { href, target, on, every } = JSON.parse(expression);
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
        } finally {
          busy = false;
          if (again) refresh();
        }
      };
      if (on !== undefined) {
        document.addEventListener(on, refresh);
        cleanup(() => document.removeEventListener(on, refresh));
      }
      if (every !== undefined) {
        const timer = setInterval(refresh, every);
        cleanup(() => clearInterval(timer));
      }
    });
  });

  // Alpine AJAX reloads on Back only to entries that it made. Mark the one that it is about to leave.
  document.addEventListener("ajax:before", ({ target }) => {
    if (history.state === null && target.hasAttribute?.(window.Alpine.prefixed("target.push"))) {
      history.replaceState({ __ajax: true }, "");
    }
  });

  // Its Referer may be the address of a fragment, so tell the server where the user is.
  document.addEventListener("ajax:send", ({ detail }) => {
    detail.headers["HX-Current-URL"] = location.href;
  });
})();
