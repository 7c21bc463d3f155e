// The picture of a page: sharp on dense screens, with the passage's boxes on it, those of the
// other flagged passages outlined, and the page's words over it so that they can be selected.

import { getJson } from "./server.js";

const SVG = "http://www.w3.org/2000/svg";
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const PADDING = 1.5;

export class Sheet {
  constructor(strings) {
    this.strings = strings;
    this.scroll = document.getElementById("sheet");
    this.paper = document.getElementById("paper");
    this.picture = document.getElementById("picture");
    this.outlines = document.getElementById("outlines");
    this.layer = document.getElementById("text-layer");
    this.number = document.getElementById("page-number");
    this.problem = document.getElementById("no-page");
    this.zoom = Number(localStorage.getItem("voltag.zoom")) || 1;
    this.pages = new Map();
    this.words = [];
    this.shown = null;
    this.picture.addEventListener("error", () => this.failed());
    new ResizeObserver(() => this.fit()).observe(this.scroll);
    this.outlines.addEventListener("click", (event) => {
      const passage = event.target.dataset.passage;
      if (passage && window.getSelection().isCollapsed) this.onPassage?.(Number(passage));
    });
  }

  // Shows page `number` of `document`; `view` is the passage that is reviewed.
  async show(document, number, view) {
    const turn = `${document}/${number}`;
    const changed = this.shown !== turn;
    this.shown = turn;
    this.document = document;
    this.page = number;
    this.view = view;
    if (changed) {
      this.layer.replaceChildren();
      this.words = [];
      this.problem.hidden = true;
    }
    const measures = await this.measures(document, number);
    if (this.shown !== turn) return;
    this.size = { width: measures.width || 595, height: measures.height || 842, pages: measures.pages };
    const label = measures.label && measures.label !== String(number) ? ` (${measures.label})` : "";
    this.number.textContent = `${this.strings.page} ${number}${label} ${this.strings.of} ${measures.pages}`;
    this.picture.alt = `${this.strings.page} ${number}`;
    this.fit();
    this.draw(measures.outlines);
    if (changed) this.layWords(document, number, turn);
  }

  async measures(document, number) {
    const address = `/documents/${document}/pages/${number}`;
    if (!this.pages.has(address)) {
      const asked = getJson(address);
      asked.catch(() => this.pages.delete(address));
      this.pages.set(address, asked);
    }
    return this.pages.get(address);
  }

  // Forgets where passages stand on pages, after a decision or an added passage.
  forget() {
    this.pages.clear();
  }

  pictureAddress(document, number) {
    const dense = Math.min(window.devicePixelRatio || 1, 3);
    const width = Math.ceil((this.scroll.clientWidth - 24) * this.zoom * dense);
    return `/documents/${document}/pages/${number}/picture?width=${this.bucket(width)}`;
  }

  // The few widths that the server draws, so that the browser keeps few pictures of a page.
  bucket(width) {
    return [480, 800, 1200, 1600, 2000, 2600, 3200].find((known) => known >= width) || 3200;
  }

  // Loads a page that will be wanted soon.
  prepare(document, number) {
    this.measures(document, number).catch(() => {});
    new Image().src = this.pictureAddress(document, number);
  }

  fit() {
    if (!this.size) return;
    const width = Math.max((this.scroll.clientWidth - 24) * this.zoom, 120);
    this.scale = width / this.size.width;
    this.paper.style.width = `${width}px`;
    this.paper.style.height = `${this.size.height * this.scale}px`;
    this.layer.style.transform = `scale(${this.scale})`;
    this.layer.style.width = `${this.size.width}px`;
    this.layer.style.height = `${this.size.height}px`;
    const address = this.pictureAddress(this.document, this.page);
    if (this.picture.getAttribute("src") !== address) this.picture.src = address;
  }

  draw(outlines) {
    this.outlines.setAttribute("viewBox", `0 0 ${this.size.width} ${this.size.height}`);
    const shapes = [];
    for (const outline of outlines) {
      if (outline.passage === this.view?.passage || !outline.flagged) continue;
      for (const box of outline.boxes) shapes.push(rectangle(box, `other ${outline.state}`, outline.passage));
    }
    for (const span of this.view?.spans || []) {
      if (span.page !== this.page) continue;
      for (const box of span.boxes) shapes.push(rectangle(box, "own"));
    }
    this.outlines.replaceChildren(...shapes);
    if (this.view?.spans.some((span) => span.page === this.page)) this.reveal();
  }

  reveal() {
    const boxes = this.view.spans.filter((span) => span.page === this.page).flatMap((span) => span.boxes);
    if (!boxes.length) return;
    const top = Math.min(...boxes.map((box) => box[1])) * this.scale;
    const bottom = Math.max(...boxes.map((box) => box[3])) * this.scale;
    const left = Math.min(...boxes.map((box) => box[0])) * this.scale;
    const room = this.scroll.clientHeight;
    const above = Math.max((room - (bottom - top)) / 2, 40);
    this.scroll.scrollTo({ top: Math.max(top - above, 0), left: Math.max(left - 40, 0) });
  }

  async layWords(document, number, turn) {
    let found;
    try {
      found = await getJson(`/documents/${document}/pages/${number}/words`);
    } catch (error) {
      if (this.shown === turn) {
        this.problem.textContent = error.message;
        this.problem.hidden = false;
      }
      return;
    }
    if (this.shown !== turn) return;
    this.words = found.words;
    const layer = globalThis.document.createDocumentFragment();
    const spans = found.words.map(([text, x0, top, x1, bottom, line, spaced], index) => {
      const word = globalThis.document.createElement("span");
      word.textContent = text;
      word.dataset.word = index;
      word.style.left = `${x0}px`;
      word.style.top = `${top}px`;
      word.style.height = `${bottom - top}px`;
      word.style.fontSize = `${(bottom - top) * 0.8}px`;
      word.style.lineHeight = `${bottom - top}px`;
      layer.append(word);
      const ends = found.words[index + 1] && found.words[index + 1][5] !== line;
      layer.append(ends ? "\n" : spaced ? " " : "");
      return [word, x1 - x0];
    });
    this.layer.replaceChildren(layer);
    // All measured before any is stretched: the page is laid out once.
    const widths = spans.map(([word]) => word.offsetWidth);
    spans.forEach(([word, width], index) => {
      if (widths[index]) word.style.transform = `scaleX(${width / widths[index]})`;
    });
  }

  // The first and last selected word of this page, or null.
  selected() {
    const selection = window.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.layer)) return null;
    const chosen = [...this.layer.querySelectorAll("span")].filter((word) => touches(range, word));
    if (!chosen.length) return null;
    const numbers = chosen.map((word) => Number(word.dataset.word));
    return { first: Math.min(...numbers), last: Math.max(...numbers), page: this.page, document: this.document };
  }

  boxesOf({ first, last }) {
    return this.words.slice(first, last + 1).map(([, x0, top, x1, bottom]) => [x0, top, x1, bottom]);
  }

  textOf({ first, last }) {
    return this.words
      .slice(first, last + 1)
      .map(([text, , , , , line, spaced], index, all) => text + (spaced || (all[index + 1] && all[index + 1][5] !== line && /[\w,;.]$/.test(text)) ? " " : ""))
      .join("")
      .trim();
  }

  turn(step) {
    const page = this.page + step;
    if (this.size && page >= 1 && page <= this.size.pages) this.show(this.document, page, this.view);
  }

  home() {
    if (this.view) this.show(this.view.document, this.view.page, this.view);
  }

  zoomBy(step) {
    const at = ZOOMS.findIndex((zoom) => zoom >= this.zoom);
    this.zoom = step ? ZOOMS[Math.min(Math.max(at + step, 0), ZOOMS.length - 1)] : 1;
    localStorage.setItem("voltag.zoom", String(this.zoom));
    this.fit();
    this.reveal();
  }

  failed() {
    if (!this.picture.getAttribute("src")) return;
    getJson(`/documents/${this.document}/pages/${this.page}/words`).catch((error) => {
      this.problem.textContent = error.message;
      this.problem.hidden = false;
    });
  }
}

function touches(range, word) {
  const text = word.firstChild;
  if (!range.intersectsNode(word)) return false;
  // A range that only ends at the word's edge does not select it.
  if (range.endContainer === text && range.endOffset === 0) return false;
  if (range.startContainer === text && range.startOffset === text.length) return false;
  return true;
}

function rectangle([x0, top, x1, bottom], name, passage) {
  const shape = document.createElementNS(SVG, "rect");
  shape.setAttribute("x", x0 - PADDING);
  shape.setAttribute("y", top - PADDING);
  shape.setAttribute("width", x1 - x0 + 2 * PADDING);
  shape.setAttribute("height", bottom - top + 2 * PADDING);
  shape.setAttribute("class", name);
  if (passage) shape.dataset.passage = passage;
  return shape;
}
