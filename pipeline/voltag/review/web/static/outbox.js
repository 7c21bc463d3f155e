// Decisions on their way to the record. Each is kept in this browser, under an id of its own,
// until the server has said that it has it: a reload, a closed tab or a dropped connection
// loses nothing, and what is sent twice is written once.

import { post, renewToken, Refused } from "./server.js";

const WAITS = [500, 1000, 2000, 4000, 8000];
const reviewer = document.body.dataset.reviewer;
const WAITING = `voltag.waiting.${reviewer}\n`;
const REFUSED = `voltag.refused.${reviewer}\n`;
const listeners = new Set();
const done = new Map();
let state = "saved";
let failures = 0;
let trouble = "no_answer";
let timer = null;
let running = null;

// Each entry has a place of its own: tabs that write at once must not undo one another. No name
// has a line break in it, so that nobody's places begin like another one's.
function read(kind) {
  return Object.keys(localStorage)
    .filter((place) => place.startsWith(kind))
    .map(entryAt)
    .filter(Boolean)
    .sort((one, other) => one.at - other.at);
}

function entryAt(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

function keep(kind, entry) {
  localStorage.setItem(kind + entry.decision.id, JSON.stringify(entry));
}

function leave(kind, id) {
  localStorage.removeItem(kind + id);
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export const waiting = () => read(WAITING);
export const refused = () => read(REFUSED);

export function forgetRefused(id) {
  leave(REFUSED, id);
  tell(state);
}

export function onChange(listener) {
  listeners.add(listener);
  listener({ state, waiting: waiting(), refused: refused() });
}

function tell(now) {
  state = now;
  for (const listener of listeners) listener({ state, waiting: waiting(), refused: refused() });
}

// Keeps `decision` and sends it; the promise is fulfilled with the server's answer once it is
// in the record, and rejected when the server refuses it.
export function send(decision) {
  const id = newId();
  // Later than all that waits, also within a millisecond or when the clock is put back.
  const at = Math.max(Date.now(), 1 + (waiting().at(-1)?.at ?? 0));
  const entry = { decision: { id, ...decision }, at };
  keep(WAITING, entry);
  const promise = new Promise((resolve, reject) => done.set(id, { entry, resolve, reject }));
  promise.catch(() => {});
  tell("saving");
  flush();
  return { id, written: promise };
}

// One tab at a time, so that decisions arrive in their order.
function alone(work) {
  return navigator.locks ? navigator.locks.request("voltag-outbox", work) : work();
}

export function flush() {
  clearTimeout(timer);
  timer = null;
  if (!running) {
    running = alone(sendAll).finally(() => {
      running = null;
      if (next() && !timer && state !== "signed_out") flush();
    });
  }
  return running;
}

// What waits, and then what another tab has sent for this one, which still wants the answer: what
// is sent again is answered as it was the first time.
function next() {
  return waiting()[0] ?? [...done.values()][0]?.entry;
}

async function sendAll() {
  let renewed = false;
  for (let entry = next(); entry; entry = next()) {
    tell(failures ? trouble : "saving");
    try {
      const answer = await post("/record", { decision: entry.decision });
      leave(WAITING, entry.decision.id);
      failures = 0;
      done.get(entry.decision.id)?.resolve(answer);
    } catch (error) {
      const status = error instanceof Refused ? error.status : 0;
      if (status === 403 && !renewed) {
        renewed = true;
        try {
          const who = await renewToken();
          if (who.reviewer === reviewer) continue;
          return later("someone_else");
        } catch {
          // Told below, as any answer that is missing.
        }
      }
      if (status === 401) return tell("signed_out");
      if (!status || status >= 500 || status === 403) {
        return later("no_answer");
      }
      leave(WAITING, entry.decision.id);
      keep(REFUSED, { ...entry, error: error.message });
      done.get(entry.decision.id)?.reject(error);
    }
    done.delete(entry.decision.id);
  }
  return tell("saved");
}

function later(why) {
  trouble = why;
  tell(why);
  timer = setTimeout(flush, WAITS[Math.min(failures++, WAITS.length - 1)]);
}

window.addEventListener("online", flush);
window.addEventListener("storage", (event) => {
  if (event.key?.startsWith(WAITING) || event.key?.startsWith(REFUSED)) tell(waiting().length ? state : "saved");
});
window.addEventListener("beforeunload", (event) => {
  // Nothing is lost on leaving; a reviewer may still want to wait until it is in the record.
  if (waiting().length && state === "no_answer") event.preventDefault();
});
if (reviewer && waiting().length) flush();
