// The review page: goes along the queue, shows passages, takes answers. What each key does is
// declared by the server, which writes the help and checks the guide by the same table.

import { showClauses, strings as common } from "./common.js";
import { Labels } from "./labels.js";
import { onChange, send } from "./outbox.js";
import { get, getJson } from "./server.js";
import { Sheet } from "./sheet.js";
import { selectedPart, WordPicker } from "./texts.js";

const desk = document.getElementById("desk");
const strings = { ...common, ...JSON.parse(desk.dataset.strings) };
const keys = JSON.parse(desk.dataset.keys);
const query = desk.dataset.query;
const form = document.getElementById("labels");
const notice = document.getElementById("notice");
const pane = document.getElementById("passage");
const acceptButton = document.querySelector("#accept span");
const hideScores = document.getElementById("hide-scores");
const groupChoice = document.getElementById("group-choice");
const sheet = new Sheet(strings);
const labels = new Labels(form, () => {
  keepDraft();
  tellAccept();
});
const CHORDS = { ownership: "a", integration: "b", measurement: "c" };
const CHORD_MILLISECONDS = 4000;
const GOES_ALONG = new Set([
  "next", "previous", "following", "preceding", "page_on", "page_back", "zoom_in", "zoom_out",
]);

let queue = [];
let total = 0;
let view = null;
let adding = null;
let picker = null;
let misleading = [];
let chord = null;
let chordTimer = null;
let begun = 0;
// What was answered to the passage in view, while the next one is on its way.
let answered = null;
// How many decisions have changed verdicts by now; each part is as new as those it was read after.
let changes = 0;
let verdictsAsked = 0;
const parts = new Map();
const ages = new Map();
const reasons = new Map();

hideScores.checked = localStorage.getItem("voltag.hide") === "1";
document.body.classList.toggle("no-terms", localStorage.getItem("voltag.terms") === "0");

// --- showing -------------------------------------------------------------------------

function part(number) {
  if (!parts.has(number)) {
    const hidden = hideScores.checked ? "hidden=1" : "";
    const asked = getJson(`/passages/${number}/part?${[query.slice(1), hidden].filter(Boolean).join("&")}`);
    asked.catch(() => parts.delete(number));
    parts.set(number, asked);
    ages.set(number, changes);
  }
  return parts.get(number);
}

function reasonsOf(number) {
  if (!reasons.has(number)) {
    const asked = get(`/passages/${number}/reasons`).then((response) => response.text());
    asked.catch(() => reasons.delete(number));
    reasons.set(number, asked);
  }
  return reasons.get(number);
}

const AGAIN_MILLISECONDS = 2000;

let wanted = null;
let again = null;

async function show(number, said = "") {
  wanted = number;
  clearTimeout(again);
  let shown;
  try {
    shown = await part(number);
  } catch (error) {
    if (wanted !== number) return;
    if (error.status) answered = null;
    say(error.status ? error.message : strings.retrying, "bad");
    // A server that does not answer may be starting again: the passage comes when it does.
    if (!error.status) again = setTimeout(show, AGAIN_MILLISECONDS, number, said);
    return;
  }
  if (wanted !== number) return;
  endModes();
  view = shown;
  answered = null;
  begun = performance.now();
  // The server escaped all text of the passage; see the tests with hostile documents.
  pane.innerHTML = shown.html;
  const header = pane.querySelector(".where");
  const text = document.getElementById("text");
  // The passage below its header, with the end of the paragraph before it in sight.
  pane.scrollTop = Math.max(text.offsetTop - pane.offsetTop - header.offsetHeight - 56, 0);
  fill();
  say(said);
  if (ages.get(number) < changes) refreshVerdict();
  history.replaceState(null, "", `/passages/${number}${query}`);
  const at = queue.indexOf(number);
  document.getElementById("position").textContent = at < 0 ? "" : `${at + 1} ${strings.of} ${total}`;
  desk.dataset.passage = number;
  sheet.show(shown.document, shown.page, shown).catch((error) => say(error.message, "bad"));
  fillReasons(number);
  if (at >= 0) for (const next of queue.slice(at + 1, at + 3)) prepare(next);
}

async function fillReasons(number) {
  const place = document.getElementById("reasons");
  if (!place) return;
  try {
    const html = await reasonsOf(number);
    if (view.passage !== number) return;
    place.innerHTML = html;
    place.removeAttribute("aria-busy");
  } catch (error) {
    place.textContent = error.message;
  }
}

async function prepare(number) {
  try {
    const next = await part(number);
    sheet.prepare(next.document, next.page);
    if (!next.hidden) await reasonsOf(number);
  } catch {
    // Told when the passage is shown.
  }
}

function fill() {
  const draft = readDraft();
  labels.machine = view.machine;
  labels.value = draft?.labels || view.own || view.machine;
  form.elements.comment.value = draft?.comment ?? view.comment;
  form.elements.clause.value = draft?.clause ?? view.clause;
  misleading = draft?.misleading || view.misleading;
  groupChoice.hidden = !view.group;
  groupChoice.querySelector("span").textContent = `+${view.group}`;
  form.elements.group.checked = true;
  document.getElementById("settle").hidden = view.state !== "disagreement";
  document.getElementById("cancel").hidden = true;
  form.classList.remove("adding");
  fillScores();
  tellAccept();
}

// The machine's scores beside the labels that they speak of, with the thresholds.
function fillScores() {
  for (const meter of form.querySelectorAll(".meter")) {
    const told = view.scores?.find((one) => one.question === meter.dataset.question);
    meter.replaceChildren();
    if (!told) continue;
    const bar = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: `score ${told.standing.replaceAll(" ", "-")}`, "aria-hidden": "true" });
    const [score, lower, upper] = [told.score, told.lower, told.upper].map((share) => 100 * share);
    bar.append(
      svg("rect", { class: "track", width: 100, height: 8 }),
      svg("rect", { class: "doubt", x: lower, width: upper - lower, height: 8 }),
      svg("rect", { class: "value", width: score, y: 1.5, height: 5 }),
      svg("path", { d: `M${lower} 0V8M${upper} 0V8` }),
    );
    const number = document.createElement("span");
    number.className = "number";
    number.textContent = told.score.toFixed(2);
    meter.title = `${told.score.toFixed(2)} – ${strings.standings[told.standing]} (${told.lower} / ${told.upper})`;
    meter.append(bar, number);
  }
}

function svg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function tellAccept() {
  const told = acceptButton.dataset;
  acceptButton.textContent = adding ? told.new : labels.differs() || !labels.machine ? told.changed : told.plain;
}

function say(text, kind = "") {
  notice.textContent = text;
  notice.className = kind;
}

function endModes() {
  picker?.end();
  picker = null;
  adding = null;
  endChord();
}

// --- drafts: what is set and not yet saved outlives a reload ---------------------------

const draftName = () => `voltag.draft.${document.body.dataset.reviewer}.${view.passage}`;

function keepDraft() {
  if (adding || !view) return;
  localStorage.setItem(draftName(), JSON.stringify({
    labels: labels.value, comment: form.elements.comment.value, clause: form.elements.clause.value, misleading,
  }));
}

function readDraft() {
  try {
    return JSON.parse(localStorage.getItem(draftName()));
  } catch {
    return null;
  }
}

form.elements.comment.addEventListener("input", keepDraft);
form.elements.clause.addEventListener("input", keepDraft);

// --- answering -----------------------------------------------------------------------

function answer(kind, given) {
  return {
    kind,
    answer: given,
    labels: given === "labels" ? labels.value : null,
    comment: form.elements.comment.value,
    clause: form.elements.clause.value.trim(),
    misleading: adding ? [] : misleading,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    scores_hidden: Boolean(view.hidden),
  };
}

// The same again before another passage has come is a second press, not a second decision.
function isRepeated(judgement) {
  const before = answered;
  answered = JSON.stringify({ ...judgement, seconds: null });
  return answered === before;
}

function decide(given) {
  if (!view) return;
  if (given === "labels" && !labels.complete) {
    say(strings.needs, "bad");
    return;
  }
  const decided = view;
  const judgement = {
    ...answer("judgement", given),
    passage: view.passage,
    group: Boolean(view.group) && form.elements.group.checked,
  };
  if (isRepeated(judgement)) return;
  localStorage.removeItem(draftName());
  const sent = send(judgement);
  parts.delete(decided.passage);
  sent.written.then((written) => afterWrite(written, decided), () => parts.delete(decided.passage));
  forward();
}

function afterWrite(written, decided) {
  for (const number of written.passages) parts.delete(number);
  parts.delete(decided.passage);
  sheet.forget();
  changes += 1;
  if (view?.document === written.document) refreshVerdict();
}

async function refreshVerdict() {
  const place = document.getElementById("verdict");
  if (!place) return;
  verdictsAsked += 1;
  const asked = verdictsAsked;
  try {
    const html = await (await get(place.dataset.address)).text();
    // An answer that was overtaken is of an earlier state.
    if (asked === verdictsAsked) place.innerHTML = html;
  } catch {
    // The next decision or passage asks again.
  }
}

async function add() {
  if (adding) return;
  const words = sheet.selected();
  const quote = words ? null : selectedPart();
  if (!words && !quote) {
    say(strings.select, "bad");
    return;
  }
  endModes();
  adding = words ? { kind: "addition", ...words } : { kind: "quotation", passage: quote.passage, start: quote.start, end: quote.end };
  begun = performance.now();
  labels.machine = null;
  labels.value = { reference: "contribution", codes: [], b4_kind: null, implicit: false, polarity: "positive" };
  form.elements.comment.value = "";
  form.elements.clause.value = "";
  document.getElementById("add-selected").hidden = true;
  document.getElementById("cancel").hidden = false;
  form.classList.add("adding");
  const text = words ? sheet.textOf(words) : quote.text;
  say(`${strings.missing}: “${text.length > 160 ? `${text.slice(0, 160)}…` : text}”`, "new");
  window.getSelection().removeAllRanges();
  if (words) sheet.outlines.append(...newShapes(sheet.boxesOf(words)));
  tellAccept();
}

function newShapes(boxes) {
  return boxes.map(([x0, top, x1, bottom]) =>
    svg("rect", { x: x0, y: top, width: x1 - x0, height: bottom - top, class: "new" }));
}

function saveAdded() {
  if (!["bare", "contribution"].includes(labels.value.reference)) {
    say(strings.needs, "bad");
    return;
  }
  const sent = send({ ...answer("addition", "labels"), ...adding });
  sent.written.then((written) => {
    sheet.forget();
    parts.clear();
    show(written.passages[0], strings.saved);
  }, (error) => say(error.message, "bad"));
  cancel();
}

function cancel() {
  endModes();
  for (const shape of sheet.outlines.querySelectorAll(".new")) shape.remove();
  if (view) fill();
  say("");
}

function undo() {
  const sent = send({ kind: "undo" });
  sent.written.then((written) => {
    parts.clear();
    sheet.forget();
    const number = written.passages[0];
    if (number) {
      localStorage.removeItem(`voltag.draft.${document.body.dataset.reviewer}.${number}`);
      show(number, strings.undone);
    } else say(strings.undone);
  }, (error) => say(error.message || strings.nothing, "bad"));
}

function adjudicate() {
  const decided = view;
  const judgement = { ...answer("adjudication", "labels"), passage: decided.passage };
  if (isRepeated(judgement)) return;
  send(judgement).written.then((written) => {
    afterWrite(written, decided);
    if (wanted === decided.passage) show(decided.passage, strings.saved);
  }, (error) => {
    answered = null;
    say(error.message, "bad");
  });
}

// --- moving --------------------------------------------------------------------------

async function loadQueue() {
  const found = await getJson(`/steps${query}`);
  // What was already gone along stays where it is, so that "previous" leads back.
  const known = new Set(queue);
  queue = queue.concat(found.passages.filter((number) => !known.has(number)));
  total = queue.length;
}

async function forward() {
  const at = queue.indexOf(view.passage);
  if (at + 1 >= queue.length) {
    try {
      await loadQueue();
    } catch {
      // What is known of the queue is at its end; told below.
    }
  }
  const next = queue[queue.indexOf(view.passage) + 1];
  if (next) show(next);
  else {
    parts.delete(view.passage);
    show(view.passage, strings.end);
  }
}

function back() {
  const at = queue.indexOf(view.passage);
  if (at > 0) show(queue[at - 1]);
  else say(strings.start);
}

// --- what keys and buttons do ----------------------------------------------------------

const ACTIONS = {
  accept: () => (adding ? saveAdded() : decide("labels")),
  reject: () => (adding ? cancel() : decide("not_volunteering")),
  unsure: () => (adding ? cancel() : decide("unsure")),
  undo,
  ownership: () => beginChord("ownership"),
  integration: () => beginChord("integration"),
  measurement: () => beginChord("measurement"),
  reference: () => labels.cycle("reference"),
  polarity: () => labels.cycle("polarity") || say(strings.needs),
  implicit: () => labels.toggleImplicit() || say(strings.needs),
  b4: () => labels.cycle("b4_kind") || say(strings.needs_b4),
  restore: () => {
    localStorage.removeItem(draftName());
    labels.value = view.machine || view.own;
    tellAccept();
  },
  comment: () => form.elements.comment.focus(),
  misleading: pick,
  group: () => {
    if (!groupChoice.hidden) form.elements.group.checked = !form.elements.group.checked;
  },
  next: forward,
  previous: back,
  following: () => view.following && show(view.following),
  preceding: () => view.preceding && show(view.preceding),
  add,
  search: () => location.assign(`/passages${query}#search`),
  clauses: () => showClauses(labels.anchors()),
  scores: toggleScores,
  terms: () => {
    const off = document.body.classList.toggle("no-terms");
    localStorage.setItem("voltag.terms", off ? "0" : "1");
  },
  page_on: () => sheet.turn(1),
  page_back: () => sheet.turn(-1),
  page_home: () => sheet.home(),
  zoom_in: () => sheet.zoomBy(1),
  zoom_out: () => sheet.zoomBy(-1),
  zoom_fit: () => sheet.zoomBy(0),
  help: () => document.getElementById("help").showModal(),
  adjudicate,
  cancel,
};

function toggleScores() {
  if (view.hidden) {
    // Seen for this passage: the answer will not count as one given before the machine's.
    hideScores.checked = false;
    parts.delete(view.passage);
    show(view.passage).then(() => {
      hideScores.checked = localStorage.getItem("voltag.hide") === "1";
    });
  } else document.body.classList.toggle("no-scores");
}

hideScores.addEventListener("change", () => {
  localStorage.setItem("voltag.hide", hideScores.checked ? "1" : "0");
  parts.clear();
  show(view.passage);
});

function pick() {
  if (picker) {
    picker.end();
    picker = null;
    say("");
    return;
  }
  const text = document.getElementById("text");
  if (!text || adding) return;
  picker = new WordPicker(text, misleading, (ranges) => {
    misleading = ranges;
    keepDraft();
  });
  say(strings.pick);
}

function beginChord(objective) {
  endChord();
  chord = objective;
  form.querySelector(`[data-objective="${objective}"]`).classList.add("chord");
  say(strings.chord);
  chordTimer = setTimeout(endChord, CHORD_MILLISECONDS);
}

function endChord() {
  clearTimeout(chordTimer);
  if (chord) {
    form.querySelector(`[data-objective="${chord}"]`).classList.remove("chord");
    if (notice.textContent === strings.chord) say("");
  }
  chord = null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else if (picker) pick();
    else if (adding) cancel();
    else endChord();
    return;
  }
  if (typing) {
    if (event.key === "Enter") {
      event.preventDefault();
      event.target.blur();
    }
    return;
  }
  if (chord) {
    const letter = CHORDS[chord];
    const hit = /^[1-9]$/.test(event.key) && labels.toggleCode(letter + event.key);
    endChord();
    if (hit) {
      event.preventDefault();
      return;
    }
  }
  const action = keys[event.key];
  if (!action || !ACTIONS[action] || !view) return;
  event.preventDefault();
  // A key that is held down goes along; it must not decide passages that nobody has read.
  if (event.repeat && !GOES_ALONG.has(action)) return;
  ACTIONS[action]();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-action]");
  if (button && view) ACTIONS[button.dataset.action]();
});

document.addEventListener("selectionchange", () => {
  document.getElementById("add-selected").hidden = Boolean(adding) || !sheet.selected();
});

form.addEventListener("submit", (event) => event.preventDefault());
sheet.onPassage = (number) => show(number);

let lost = false;
onChange(({ state }) => {
  if (state === "no_answer" && !lost) say(strings.retrying, "bad");
  if (state === "saved" && lost) say("");
  lost = state === "no_answer";
});

await loadQueue().catch((error) => say(error.message, "bad"));
await show(Number(desk.dataset.passage));
desk.dataset.ready = "1";
