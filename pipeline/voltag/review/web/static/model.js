// The page of the model: follows the preparation, which goes on without it.

import { getJson } from "./server.js";

const EVERY = 2000; // milliseconds

const waiting = document.querySelector("[data-waits]");

async function look() {
  try {
    const found = await getJson(waiting.dataset.waits);
    if (found.state !== "running") {
      location.reload();
      return;
    }
    const bar = document.getElementById("how-far");
    bar.max = found.total || 1;
    bar.value = found.done;
    const step = document.getElementById("step");
    const told = `${found.step} ${found.done}/${found.total}`;
    if (step.textContent !== told) step.textContent = told;
  } catch {
    // The server may be starting again; the preparation does not need it.
  }
  setTimeout(look, EVERY);
}

if (waiting) look();
