// Decisions on their way to the record. Each is kept in this browser, under an id of its own,
// until the server has said that it has it: a reload, a closed tab or a dropped connection
// loses nothing, and what is sent twice is written once.

import { post, renewToken, Refused } from "./server.js";

const WAITS = [500, 1000, 2000, 4000, 8000];
const reviewer = document.body.dataset.reviewer;
const WAITING = `voltag.waiting.${reviewer}`;
const REFUSED = `voltag.refused.${reviewer}`;
const listeners = new Set();
const done = new Map();
let state = "saved";
let failures = 0;
let timer = null;
let running = null;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || [];
  } catch {
    return [];
  }
}

function write(name, entries) {
  if (entries.length) localStorage.setItem(name, JSON.stringify(entries));
  else localStorage.removeItem(name);
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export const waiting = () => read(WAITING);
export const refused = () => read(REFUSED);

export function forgetRefused(id) {
  write(REFUSED, refused().filter((entry) => entry.decision.id !== id));
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
  const entry = { id: newId(), ...decision };
  write(WAITING, [...waiting(), { decision: entry, at: Date.now() }]);
  const promise = new Promise((resolve, reject) => done.set(entry.id, { resolve, reject }));
  promise.catch(() => {});
  tell("saving");
  flush();
  return { id: entry.id, written: promise };
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
      if (waiting().length && !timer && state !== "signed_out") flush();
    });
  }
  return running;
}

async function sendAll() {
  let renewed = false;
  for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
    tell(failures ? "no_answer" : "saving");
    try {
      const answer = await post("/record", { decision: entry.decision });
      leave(entry);
      failures = 0;
      done.get(entry.decision.id)?.resolve(answer);
    } catch (error) {
      const status = error instanceof Refused ? error.status : 0;
      if (status === 403 && !renewed) {
        renewed = true;
        try {
          await renewToken();
          continue;
        } catch {
          // Told below, as any answer that is missing.
        }
      }
      if (status === 401) return tell("signed_out");
      if (!status || status >= 500 || status === 403) {
        tell("no_answer");
        timer = setTimeout(flush, WAITS[Math.min(failures++, WAITS.length - 1)]);
        return undefined;
      }
      leave(entry);
      write(REFUSED, [...refused(), { ...entry, error: error.message }]);
      done.get(entry.decision.id)?.reject(error);
    }
    done.delete(entry.decision.id);
  }
  return tell("saved");
}

function leave(entry) {
  write(WAITING, waiting().filter((other) => other.decision.id !== entry.decision.id));
}

window.addEventListener("online", flush);
window.addEventListener("storage", (event) => {
  if (event.key === WAITING || event.key === REFUSED) tell(waiting().length ? state : "saved");
});
window.addEventListener("beforeunload", (event) => {
  // Nothing is lost on leaving; a reviewer may still want to wait until it is in the record.
  if (waiting().length && state === "no_answer") event.preventDefault();
});
if (reviewer && waiting().length) flush();
