// The labels of a passage as a form: what is set, what may be set, and what differs.

const B4 = "b4";

export class Labels {
  constructor(form, onChange) {
    this.form = form;
    this.machine = null;
    form.addEventListener("change", (event) => {
      this.settle(event.target);
      onChange();
    });
    this.changed = onChange;
  }

  boxes() {
    return [...this.form.querySelectorAll('input[name="code"]')];
  }

  get value() {
    const reference = this.form.elements.reference.value;
    const given = reference === "contribution";
    const codes = given ? this.boxes().filter((box) => box.checked).map((box) => box.value) : [];
    return {
      reference,
      codes,
      b4_kind: codes.includes(B4) ? this.form.elements.b4_kind.value || null : null,
      implicit: given && this.form.elements.implicit.checked,
      polarity: given ? this.form.elements.polarity.value || "neutral" : "neutral",
    };
  }

  set value(labels) {
    const given = labels || { reference: "", codes: [], b4_kind: null, implicit: false, polarity: "" };
    for (const radio of this.form.elements.reference) radio.checked = radio.value === given.reference;
    for (const box of this.boxes()) box.checked = given.codes.includes(box.value);
    for (const radio of this.form.elements.b4_kind) radio.checked = radio.value === (given.b4_kind || "");
    for (const radio of this.form.elements.polarity) radio.checked = radio.value === given.polarity;
    this.form.elements.implicit.checked = given.implicit;
    this.enable();
  }

  get complete() {
    return Boolean(this.form.elements.reference.value);
  }

  differs() {
    return Boolean(this.machine) && JSON.stringify(this.value) !== JSON.stringify(normal(this.machine));
  }

  // What follows from a change: a code makes a contribution, a contribution has a polarity.
  settle(field) {
    if (field?.name === "code" && field.checked) this.setReference("contribution");
    if (this.form.elements.reference.value === "contribution" && !this.form.elements.polarity.value) {
      for (const radio of this.form.elements.polarity) radio.checked = radio.value === "positive";
    }
    this.enable();
  }

  enable() {
    const given = this.form.elements.reference.value === "contribution";
    for (const radio of this.form.elements.polarity) radio.disabled = !given;
    this.form.elements.implicit.disabled = !given;
    const b4 = given && this.boxes().some((box) => box.checked && box.value === B4);
    for (const radio of this.form.elements.b4_kind) radio.disabled = !b4;
    for (const set of this.form.querySelectorAll("fieldset[data-objective]")) {
      const any = given && set.querySelector("input:checked");
      set.classList.toggle("on", Boolean(any));
      set.classList.toggle("off", !given);
    }
  }

  setReference(value) {
    for (const radio of this.form.elements.reference) radio.checked = radio.value === value;
  }

  cycle(name) {
    const radios = [...this.form.elements[name]].filter((radio) => !radio.disabled);
    if (!radios.length) return false;
    const at = radios.findIndex((radio) => radio.checked);
    radios[(at + 1) % radios.length].checked = true;
    this.settle(radios[0]);
    this.changed();
    return true;
  }

  toggleCode(code) {
    const box = this.boxes().find((one) => one.value === code);
    if (!box) return false;
    const given = this.form.elements.reference.value === "contribution";
    // Codes that stand greyed out under another reference are not on.
    if (!given) for (const other of this.boxes()) other.checked = false;
    box.checked = given ? !box.checked : true;
    this.settle(box);
    this.changed();
    return true;
  }

  toggleImplicit() {
    if (this.form.elements.implicit.disabled) return false;
    this.form.elements.implicit.checked = !this.form.elements.implicit.checked;
    this.changed();
    return true;
  }

  // The codebook's clauses of what is set.
  anchors() {
    const { reference, codes, polarity, implicit } = this.value;
    const named = [...codes, reference || "reference"];
    if (reference === "contribution") named.push(polarity);
    if (implicit) named.push("implicit");
    return named;
  }
}

function normal(labels) {
  return {
    reference: labels.reference,
    codes: [...labels.codes].sort(),
    b4_kind: labels.b4_kind,
    implicit: labels.implicit,
    polarity: labels.polarity,
  };
}
