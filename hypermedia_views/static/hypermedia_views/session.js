// CSRF tokens, the session, and errors. Load it before the client.
(() => {
  const on = (event, run, capture) => document.addEventListener(event, run, capture);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // {% csrf_headers %}
  const META = "meta[name=hypermedia-csrf]";
  const FIELD = "csrfmiddlewaretoken";
  // What the page asks for by itself takes nobody to the login.
  const BACKGROUND = "[data-hypermedia-background], [data-hypermedia-field]";
  const sign = (el, headers, method, url) => {
    // Nobody else's server gets it.
    if (new URL(url, document.baseURI).origin !== location.origin) return;
    if (el.matches?.(BACKGROUND)) headers["HX-Background"] = "true";
    const meta = all(META).at(-1);
    if (!meta || /^(get|head|options|trace)$/i.test(method)) return;
    const { header } = meta.dataset;
    // The browser would join it with the project's own.
    for (const name in headers) if (name.toLowerCase() === header.toLowerCase()) delete headers[name];
    headers[header] = meta.content;
  };
  on("htmx:configRequest", ({ detail }) => {
    sign(detail.elt, detail.headers, detail.verb, detail.path);
    // The fields of a form go along with every button in it.
    if (detail.useUrlParams) detail.formData.delete(FIELD);
  });
  on("htmx:config:request", ({ detail: { ctx } }) => {
    const { headers, method, action, body } = ctx.request;
    sign(ctx.sourceElement, headers, method, action);
    if (/^(get|head|delete)$/i.test(method)) body?.delete?.(FIELD);
  });
  on("ajax:send", ({ target, detail }) => {
    sign(target, detail.headers, detail.method, detail.action);
    if (detail.method !== "GET") return;
    const url = new URL(detail.action);
    if (url.searchParams.has(FIELD)) {
      url.searchParams.delete(FIELD);
      detail.action = url.href;
    }
  });

  // htmx 2 would put the answer to Back into the page, and go nowhere.
  on("htmx:historyCacheMissLoad", ({ detail: { xhr } }) => {
    const away = xhr.getResponseHeader("HX-Redirect");
    if (away) location.href = away;
  });

  // A login in another tab gives the browser another token.
  on("hypermedia:csrf", ({ detail: { token } }) => {
    for (const meta of all(META)) meta.content = token;
    for (const input of all(`input[name=${FIELD}]`)) input.value = token;
  });

  // {% session_status %}
  let seeing;
  let seen = 0;
  const see = () => {
    clearTimeout(seeing);
    // Whoever goes to and fro between windows asks every few seconds.
    seeing = setTimeout(() => {
      seen = Date.now();
      document.dispatchEvent(new Event("hypermedia:seen"));
    }, Math.max(50, seen + 3000 - Date.now()));
  };
  let ended = false;
  const back = () => {
    ended = false;
    see();
  };
  on("visibilitychange", () => document.visibilityState === "visible" && back());
  addEventListener("focus", back);
  addEventListener("pageshow", ({ persisted }) => persisted && back());
  // Once: what asks upon it may be refused as well.
  on("hypermedia:ended", () => {
    if (!ended) see();
    ended = true;
  });

  // The partial of an error. htmx 2 swaps none by itself.
  on("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Swap-Error")) detail.shouldSwap = true;
  });
  // Alpine AJAX takes an error that keeps its target for a success.
  on("ajax:error", ({ target, detail }) => {
    if (detail.headers.get("X-Alpine-Missing") !== "keep" || !target.matches("[x-hypermedia-refresh]")) return;
    target.dispatchEvent(new CustomEvent("hypermedia:error", { bubbles: true }));
    // It asks for its own element alone. What comes is copied: of several requests at a time, Alpine AJAX takes that of
    // the newest out of the answer as well.
    for (const el of all("[data-hypermedia-error]:not([aria-busy])")) {
      const now = detail.html.getElementById(el.id);
      if (now) el.replaceChildren(...now.cloneNode(true).childNodes);
    }
  });
  // By x-target.error it plans anew, and marks what it has found nothing for.
  addEventListener("ajax:after", ({ detail: { response } }) => {
    if (!response.ok) for (const el of all("[x-sync][aria-busy]")) el.removeAttribute("aria-busy");
  });
  // It stays until the user does something.
  const clear = ({ target }) => {
    for (const el of all("[data-hypermedia-error]")) if (!el.contains(target)) el.replaceChildren();
  };
  on("submit", clear, true);
  on("input", clear, true);
  on("click", (event) => event.target.closest?.("a, button") && clear(event), true);
})();
