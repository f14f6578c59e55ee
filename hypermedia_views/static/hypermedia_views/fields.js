// {% live_field %}: what a field that is sent by itself needs beside its client.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);
  const FIELD = "[data-hypermedia-field]";
  const fieldOf = (el) => el.closest?.(FIELD);
  const all = (el, selector) => [...(el.matches?.(selector) ? [el] : []), ...(el.querySelectorAll?.(selector) ?? [])];

  // Fields with something that was not sent yet, and those that were to be sent while Alpine AJAX was busy.
  const typed = new WeakSet();
  const asked = new WeakSet();
  const timers = new WeakMap();

  const tell = (alert, failed) => {
    if (!alert) return;
    alert.hidden = !failed;
    alert.dataset.hypermediaFailed = "";
  };
  const sent = ({ target }) => {
    for (const field of all(target, FIELD)) {
      typed.delete(field);
      asked.delete(field);
      tell(field.querySelector("[data-hypermedia-failed]"), false);
    }
  };
  for (const event of ["htmx:beforeRequest", "htmx:before:request", "ajax:send"]) on(event, sent);

  const failed = ({ target }) => {
    if (!target.matches?.(FIELD)) return;
    typed.add(target);
    tell(target.querySelector("[role=alert][hidden]"), true);
  };
  const failures = ["htmx:responseError", "htmx:sendError", "htmx:response:error", "htmx:error", "hypermedia:error"];
  for (const event of failures) on(event, failed);

  const say = (el, event) => el.dispatchEvent(new Event(event, { bubbles: true }));

  // htmx asks by itself, Alpine AJAX when hypermedia.js hears of it.
  const ask = (field) => {
    clearTimeout(timers.get(field));
    if (!field.isConnected) return;
    if (typed.has(field)) asked.add(field);
    say(document, `hypermedia:${field.id}`);
  };
  on("input", (event) => {
    const field = fieldOf(event.target);
    if (!field) return;
    typed.add(field);
    asked.delete(field);
    clearTimeout(timers.get(field));
    const delay = Number(field.dataset.hypermediaField);
    // The answer would end what an input method composes.
    if (event.isComposing) event.stopPropagation();
    else if (delay) timers.set(field, setTimeout(ask, delay, field));
  }, true);
  on("compositionend", ({ target }) => fieldOf(target) && say(target, "input"));
  on("change", ({ target }) => fieldOf(target) && ask(fieldOf(target)));
  on("change", (event) => {
    const { target } = event;
    const field = fieldOf(target);
    if (!event.isTrusted || !field) return;
    // Chromium fires it for an input that an answer removes, too.
    event.stopPropagation();
    queueMicrotask(() => field.isConnected && typed.has(field) && say(target, "change"));
  }, true);

  let focused;
  on("focusin", ({ target }) => {
    // htmx goes on to the input of the same id by itself.
    if (focused?.isConnected || focused?.id !== target.id) focused = target;
  });
  on("focusout", ({ target }) => {
    if (document.hasFocus()) setTimeout(() => {
      if (!target.isConnected || target === document.activeElement) return;
      if (focused === target) focused = null;
      const field = fieldOf(target);
      // An input that was put back does not always tell of its change.
      if (field && typed.has(field) && !field.contains(focused)) say(field, "change");
    });
  });

  // The answer is as old as its request: what was typed or chosen meanwhile stays, and the user in the same input.
  const keep = (old, alone) => {
    const field = document.getElementById(old.id);
    // On the next page it may be another object's.
    const same = (name) => field.getAttribute(name) === old.getAttribute(name);
    if (!field || field === old || !same("hx-post") || !same("x-hypermedia-refresh")) return;
    const later = typed.has(old);
    for (const was of all(old, "input, select, textarea")) {
      let now = was.id ? document.getElementById(was.id) : was;
      if (!now || now === was) continue;
      const here = was === focused && [document.body, now].includes(document.activeElement);
      const { files } = was;
      const text = was.matches("textarea, input:not([type=checkbox], [type=radio])");
      // No server sends a password back.
      if (alone && (files ? files.length : text && (later || here || was.type === "password"))) {
        for (const { name } of [...was.attributes]) now.hasAttribute(name) || was.removeAttribute(name);
        for (const { name, value } of now.attributes) was.setAttribute(name, value);
        now.replaceWith(was);
        now = was;
      } else if (later && !files) {
        now.checked = was.checked;
        if (text) now.value = was.value;
        const chosen = [...(was.selectedOptions ?? [])].map(({ value }) => value);
        for (const option of now.options ?? []) {
          const is = chosen.includes(option.value);
          if (is || was.multiple) option.selected = is;
        }
      }
      if (here) (focused = now).focus({ preventScroll: true });
    }
    if (!later) return;
    typed.add(field);
    const event = asked.has(old) || !field.contains(document.activeElement) ? "change" : "input";
    // The client may not listen yet.
    setTimeout(() => field.isConnected && say(field, event));
  };

  new MutationObserver((records) => {
    for (const { removedNodes } of records) {
      for (const old of removedNodes) all(old, FIELD).forEach((field) => keep(field, field === old));
    }
  }).observe(document, { childList: true, subtree: true });
})();
