// What every page has: the state of saving, forms that post JSON, the language, the codebook.

import { onChange, forgetRefused, send } from "./outbox.js";
import { get, post } from "./server.js";

export const strings = JSON.parse(document.body.dataset.strings);

// --- what is saved -------------------------------------------------------------------

const saved = document.getElementById("saved");
const refusedBox = document.getElementById("refused");
let wasWaiting = false;

if (document.body.dataset.reviewer) {
  onChange(({ state, waiting, refused }) => {
    const troubled = ["no_answer", "signed_out", "someone_else"].includes(state);
    saved.className = troubled ? "bad" : waiting.length ? "waiting" : "good";
    saved.dataset.state = troubled ? state : waiting.length ? "waiting" : "saved";
    if (!waiting.length) saved.textContent = wasWaiting ? `✓ ${strings.saved}` : "";
    else saved.textContent = `${waiting.length} ${strings.not_saved}` + (troubled ? ` – ${strings[state]}` : "");
    wasWaiting ||= waiting.length > 0;
    refusedBox.hidden = !refused.length;
    refusedBox.replaceChildren(...refused.map(refusedEntry));
  });
}

function refusedEntry(entry) {
  const line = document.createElement("p");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.textContent = strings.discard;
  discard.addEventListener("click", () => forgetRefused(entry.decision.id));
  const what = entry.decision.passage ? ` (${entry.decision.kind} ${entry.decision.passage})` : ` (${entry.decision.kind})`;
  line.append(`${strings.refused}: ${entry.error}${what} `, discard);
  return line;
}

// --- forms ---------------------------------------------------------------------------

function fields(form) {
  const body = {};
  for (const field of form.elements) {
    if (field.name) body[field.name] = "number" in field.dataset ? Number(field.value) : field.value;
  }
  return body;
}

async function submit(form) {
  const { post: address, record, then, show, document: key, entry, passage, seen } = form.dataset;
  if (address) {
    const answer = await post(address, fields(form));
    if (show) form.querySelector("output").textContent = answer[show];
  } else {
    const decision = { kind: record, ...fields(form) };
    if (key) decision.document = key;
    if (entry) decision.entry = Number(entry);
    if (passage) decision.passage = Number(passage);
    if (seen) decision.seen = JSON.parse(document.querySelector(seen).dataset.answers);
    await send(decision).written;
  }
  if (then === "reload") location.reload();
  else if (then) location.assign(then);
}

function submitted(form) {
  const error = form.querySelector(".error");
  if (error) error.textContent = "";
  const button = form.querySelector("button");
  button.disabled = true;
  submit(form)
    .catch((problem) => {
      if (error) error.textContent = problem.message;
    })
    .finally(() => {
      button.disabled = false;
    });
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-post], form[data-record]")) return;
  event.preventDefault();
  submitted(event.target);
});
document.removeEventListener("submit", early.keep);
early.forms.forEach(submitted);

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filter]");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

document.addEventListener("formdata", (event) => {
  // Short addresses: what filters nothing is left out.
  if (!event.target.matches("form[data-filter]")) return;
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

// --- parts that follow what others decide ----------------------------------------------

const REFRESH_MILLISECONDS = 5000;

for (const place of document.querySelectorAll("[data-refresh]")) {
  let shown = null;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const html = await (await get(place.dataset.refresh)).text();
      // Only what has changed is put in place: a screen reader would read it out each time.
      if (shown !== null && html !== shown) place.innerHTML = html;
      shown = html;
    } catch {
      // The next round asks again.
    }
  }, REFRESH_MILLISECONDS);
}

// --- the language of the interface -----------------------------------------------------

for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", async () => {
    await post("/language", { language: button.dataset.language });
    location.reload();
  });
}

// --- the codebook, a clause at a time --------------------------------------------------

const clauseDialog = document.getElementById("clause");

export async function showClauses(anchors) {
  const tabs = document.getElementById("clause-tabs");
  const buttons = anchors.map((anchor) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = anchor;
    button.dataset.clause = anchor;
    return button;
  });
  tabs.replaceChildren(...buttons);
  if (!clauseDialog.open) clauseDialog.showModal();
  await showClause(anchors[0]);
}

async function showClause(anchor) {
  const text = document.getElementById("clause-text");
  try {
    const clause = await (await get(`/codebook/${encodeURIComponent(anchor)}`)).json();
    // The server made this of the codebook alone, with everything but marks escaped.
    text.innerHTML = clause.html;
  } catch (error) {
    text.textContent = error.message;
  }
  text.scrollTop = 0;
  for (const button of document.querySelectorAll("#clause-tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.clause === anchor));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-clause]");
  const link = event.target.closest("#clause-text a[href^='#']");
  if (!clauseDialog || (!button && !link)) return;
  event.preventDefault();
  if (link) showClause(link.hash.slice(1));
  else if (clauseDialog.open && button.closest("#clause")) showClause(button.dataset.clause);
  else showClauses([button.dataset.clause]);
});

// --- keys of lists ---------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const search = document.querySelector("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
