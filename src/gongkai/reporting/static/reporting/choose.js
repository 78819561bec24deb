/* Checks or unchecks every box of a group at once. */
document.addEventListener("click", (event) => {
  const wanted = event.target.dataset.check;
  if (!wanted) return;
  for (const box of event.target.closest("fieldset").querySelectorAll("input[type=checkbox]"))
    box.checked = wanted === "all";
});
