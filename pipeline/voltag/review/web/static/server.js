// Asking the server: one way to read, one way to write, one kind of error.

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const meta = document.querySelector('meta[name="csrf"]');

async function answer(response) {
  if (response.ok) return response;
  let sentence = response.statusText;
  try {
    const type = response.headers.get("content-type") || "";
    sentence = type.includes("json") ? (await response.json()).error : await response.text();
  } catch {
    // The sentence is a nicety; the status says enough.
  }
  throw new Refused(sentence, response.status);
}

export async function get(address) {
  return answer(await fetch(address, { credentials: "same-origin", headers: { accept: "application/json" } }));
}

export async function getJson(address) {
  return (await get(address)).json();
}

export async function post(address, body) {
  const response = await fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "content-type": "application/json",
      "x-csrf-token": meta.content,
      // Another tab of this browser may have said that somebody else decides by now.
      "x-reviewer": encodeURIComponent(document.body.dataset.reviewer),
    },
    body: JSON.stringify(body),
  });
  return (await answer(response)).json();
}

// After a restart of the server the page's token may be another one. Tells who decides by now.
export async function renewToken() {
  const who = await getJson("/who");
  meta.content = who.csrf;
  return who;
}
