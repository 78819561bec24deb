// Asks before somebody leaves a form with something typed and not saved: every form marked data-unsaved.
document.addEventListener("DOMContentLoaded", () => {
  let unsaved = false;
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => { unsaved = true; });
    form.addEventListener("submit", () => { unsaved = false; });
  }
  // Another form of the page, an upload for one, takes what was typed with it just as a link does.
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
});
