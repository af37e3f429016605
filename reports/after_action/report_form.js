"use strict";
// Saves a field when it is left. Rows that an answer makes wait for their button. Without this script every form has its button.
const shown = document.getElementById("status");
document.addEventListener("change", async (event) => {
  const field = event.target;
  if (!field.name || "new" in field.dataset) return;
  const was = field.form.elements["was:" + field.name];
  const value = field.value;
  const body = new URLSearchParams({ [field.name]: value, ["was:" + field.name]: was.value });
  try {
    const answer = await fetch("/save", { method: "POST", body, headers: { Accept: "text/plain" } });
    shown.textContent = await answer.text();
    field.setAttribute("aria-invalid", String(!answer.ok));
    if (answer.ok) was.value = value;
  } catch {
    shown.textContent = "Not saved: the program that serves this page has ended. Start it again, and save.";
  }
});
