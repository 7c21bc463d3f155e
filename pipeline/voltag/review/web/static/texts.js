// Places in a text. The server counts characters, a browser counts units of UTF-16.

export function characters(text, units) {
  return [...text.slice(0, units)].length;
}

export function units(text, count) {
  return [...text].slice(0, count).join("").length;
}

// How many units of `element`'s text stand before a point of a range.
export function offsetIn(element, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(element);
  range.setEnd(node, offset);
  return range.toString().length;
}

// The part of a paragraph that is selected, as characters, or null.
export function selectedPart() {
  const selection = window.getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const holder = (range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement).closest("[data-near]");
  if (!holder) return null;
  const inside = holder.contains(range.endContainer);
  const text = holder.textContent;
  const start = offsetIn(holder, range.startContainer, range.startOffset);
  const end = inside ? offsetIn(holder, range.endContainer, range.endOffset) : text.length;
  if (end <= start) return null;
  return {
    passage: Number(holder.dataset.near),
    start: characters(text, start),
    end: characters(text, end),
    text: text.slice(start, end),
  };
}

// Picking words in a text with the keyboard or the mouse.
export class WordPicker {
  constructor(element, picked, onChange) {
    this.element = element;
    this.before = [...element.childNodes];
    this.text = element.textContent;
    this.picked = new Set(picked.map(([start, end]) => `${start}-${end}`));
    this.onChange = onChange;
    const parts = [];
    const segmenter = new Intl.Segmenter(element.lang || "en", { granularity: "word" });
    for (const { segment, index, isWordLike } of segmenter.segment(this.text)) {
      if (!isWordLike) {
        parts.push(segment);
        continue;
      }
      const word = document.createElement("button");
      word.type = "button";
      word.className = "word";
      word.textContent = segment;
      const start = characters(this.text, index);
      word.dataset.range = `${start}-${start + [...segment].length}`;
      word.setAttribute("aria-pressed", String(this.picked.has(word.dataset.range)));
      parts.push(word);
    }
    element.replaceChildren(...parts);
    element.addEventListener("click", this);
    element.addEventListener("keydown", this);
    (element.querySelector(".word[aria-pressed=true]") || element.querySelector(".word"))?.focus();
  }

  handleEvent(event) {
    const word = event.target.closest(".word");
    if (!word) return;
    if (event.type === "click") this.toggle(word);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const words = [...this.element.querySelectorAll(".word")];
    words[Math.min(Math.max(words.indexOf(word) + step, 0), words.length - 1)].focus();
  }

  toggle(word) {
    const range = word.dataset.range;
    if (!this.picked.delete(range)) this.picked.add(range);
    word.setAttribute("aria-pressed", String(this.picked.has(range)));
    this.onChange(this.ranges());
  }

  ranges() {
    return [...this.picked].map((range) => range.split("-").map(Number)).sort((a, b) => a[0] - b[0]);
  }

  end() {
    this.element.removeEventListener("click", this);
    this.element.removeEventListener("keydown", this);
    this.element.replaceChildren(...this.before);
  }
}
