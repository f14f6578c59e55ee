// What Alpine AJAX lacks by itself. Load it before Alpine. It evaluates nothing, so it runs under a strict
// Content-Security-Policy; other clients don't notice it.
(() => {
  "use strict";

  document.addEventListener("alpine:init", () => {
    const { Alpine } = window;

    const directive = (name, run) => {
      const attribute = Alpine.prefixed(`hypermedia-${name}`);
      Alpine.addInitSelector(() => `[${attribute}]`);
      Alpine.directive(`hypermedia-${name}`, (el, { expression }, { cleanup }) =>
        run(el, JSON.parse(expression), cleanup));
    };

    // {% swap … debounce="300ms" %}: submit the form some time after the last input.
    directive("debounce", (form, { delay, name, value }, cleanup) => {
      let timer;
      const stop = () => clearTimeout(timer);
      const submit = () => {
        if (!form.isConnected || !form.checkValidity()) return;
        const button = name === undefined ? null : [...form.elements].find(
          (el) => el.type === "submit" && el.name === name && el.value === value);
        form.requestSubmit(button);
      };
      form.addEventListener("input", () => {
        stop();
        timer = setTimeout(submit, delay);
      });
      form.addEventListener("submit", stop);
      cleanup(stop);
    });

    // {% swap … href=… on="event" every="60s" %}: fetch a region anew.
    directive("refresh", (el, { href, target, on, every }, cleanup) => {
      const magics = {};
      Alpine.injectMagics(magics, el);
      const refresh = () => magics.$ajax(href, { target, focus: false });
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
