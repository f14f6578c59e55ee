// Dialogs with forms.
(() => {
  const on = (event, run) => document.addEventListener(event, run);
  // <dialog data-hypermedia-dialog="contact-saved"> opens when an answer fills it, and closes upon the event.
  const DIALOG = "dialog[data-hypermedia-dialog]";
  const show = (dialog) => {
    if (dialog.querySelector("form") || dialog.textContent.trim()) dialog.open || dialog.showModal();
    else dialog.close();
  };
  const heard = new Set();
  const listen = () => {
    for (const { dataset: { hypermediaDialog: name } } of document.querySelectorAll(DIALOG)) {
      if (!name || heard.has(name)) continue;
      heard.add(name);
      on(name, () => {
        const named = [...document.querySelectorAll(DIALOG)].filter(({ dataset }) => dataset.hypermediaDialog === name);
        // htmx 2 fires it before the observer sees what came with it, which would open the dialog again.
        setTimeout(() => named.forEach((dialog) => dialog.close()));
      });
    }
  };
  listen();

  new MutationObserver((records) => {
    const dialogs = new Set();
    for (const { target } of records) {
      if (target.closest?.(DIALOG)) dialogs.add(target.closest(DIALOG));
    }
    listen();
    dialogs.forEach(show);
  }).observe(document, { childList: true, subtree: true });
})();
