"use strict";
(() => {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const rows = [...document.querySelectorAll("tr[data-document]")];
  const told = document.getElementById("shown");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = rows.map((row) => fold(row.textContent + " " + row.dataset.text));
  const sections = rows.map((row) => document.getElementById("section-" + row.dataset.document));
  const names = ["kind", "country", "year", "answer"];
  function apply() {
    const wanted = new FormData(form);
    const words = fold(wanted.get("words")).split(/\s+/).filter(Boolean);
    const objective = wanted.get("objective");
    let shown = 0;
    rows.forEach((row, index) => {
      const data = row.dataset;
      const visible = words.every((word) => texts[index].includes(word))
        && names.every((name) => !wanted.get(name) || data[name] === wanted.get(name))
        && (!objective || data.objectives.split(" ").includes(objective))
        && (!wanted.get("review") || data.review === "yes");
      row.hidden = !visible;
      if (sections[index]) sections[index].hidden = !visible;
      shown += visible ? 1 : 0;
    });
    told.textContent = shown + " of " + rows.length + " documents shown";
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  // A link from a table of disagreements must find its evidence though the filter hides it.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target && target.closest("section[hidden]");
    if (section) { form.reset(); setTimeout(() => target.scrollIntoView()); }
  });
  form.hidden = false;
  apply();
})();
