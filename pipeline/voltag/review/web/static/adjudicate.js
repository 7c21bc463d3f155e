// Deciding between judgements that stand side by side, by mouse or by the keys 1, 2, ...

import { send } from "./outbox.js";

const form = document.getElementById("adjudicate");
const error = form.querySelector(".error");
const begun = performance.now();
let taken = false;

async function take(button) {
  // One judgement is taken, however often and whatever is pressed before the next page is there.
  if (taken) return;
  taken = true;
  button.disabled = true;
  const labels = JSON.parse(button.dataset.labels);
  const sent = send({
    kind: "adjudication",
    passage: Number(form.dataset.passage),
    answer: labels.reference === "none" ? "not_volunteering" : "labels",
    labels: labels.reference === "none" ? null : labels,
    comment: form.elements.comment.value,
    clause: form.elements.clause.value.trim(),
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  });
  try {
    await sent.written;
    location.assign(form.dataset.then);
  } catch (problem) {
    error.textContent = problem.message;
    button.disabled = false;
    taken = false;
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-key]");
  if (button) take(button);
});
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  if (document.querySelector("dialog[open]")) return;
  const button = form.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) take(button);
});
form.dataset.ready = "1";
