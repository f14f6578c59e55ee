// CSRF tokens, the session, and errors. Load it before the client.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // {% csrf_headers %}
  const META = "meta[name=hypermedia-csrf]";
  const FIELD = "csrfmiddlewaretoken";
  const sign = (headers, method, url) => {
    const meta = all(META).at(-1);
    if (!meta || /^(get|head|options|trace)$/i.test(method)) return;
    // Nobody else's server gets it.
    if (new URL(url, document.baseURI).origin === location.origin) headers[meta.dataset.header] = meta.content;
  };
  on("htmx:configRequest", ({ detail }) => {
    sign(detail.headers, detail.verb, detail.path);
    // The fields of a form go along with every button in it.
    if (detail.useUrlParams) detail.formData.delete(FIELD);
  });
  on("htmx:config:request", ({ detail: { ctx: { request: { headers, method, action, body } } } }) => {
    sign(headers, method, action);
    if (/^(get|head|delete)$/i.test(method)) body?.delete?.(FIELD);
  });
  on("ajax:send", ({ detail: { headers, method, action } }) => sign(headers, method, action));

  // A login in another tab gives the browser another token.
  on("hypermedia:csrf", ({ detail: { token } }) => {
    for (const meta of all(META)) meta.content = token;
    for (const input of all(`input[name=${FIELD}]`)) input.value = token;
  });

  // {% session_status %}
  let seeing;
  const see = () => {
    clearTimeout(seeing);
    seeing = setTimeout(() => document.dispatchEvent(new Event("hypermedia:seen")), 50);
  };
  on("visibilitychange", () => document.visibilityState === "visible" && see());
  addEventListener("focus", see);
  addEventListener("pageshow", ({ persisted }) => persisted && see());

  // The partial of an error. htmx 2 swaps none by itself.
  on("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Swap-Error")) detail.shouldSwap = true;
  });
  // It stays until the user does something.
  const clear = ({ target }) => {
    for (const el of all("[data-hypermedia-error]")) if (!el.contains(target)) el.replaceChildren();
  };
  on("submit", clear, true);
  on("click", (event) => event.target.closest?.("a, button") && clear(event), true);
})();
