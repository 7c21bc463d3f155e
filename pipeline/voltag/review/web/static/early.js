// Read before the page is drawn. A form that is sent before the modules of its page are there
// would be sent by the browser itself, and what was written in it be lost: it waits for them. So
// does a button that only a module knows what to do with.

const early = {
  forms: new Set(),
  buttons: new Set(),
  keep(event) {
    if (!event.target.matches("form[data-post], form[data-record]")) return;
    event.preventDefault();
    early.forms.add(event.target);
  },
  press(event) {
    const button = event.target.closest("button[type=button]");
    if (button) early.buttons.add(button);
  },
};

document.addEventListener("submit", early.keep);
document.addEventListener("click", early.press);
// Modules are read before this, in their order.
document.addEventListener("DOMContentLoaded", () => {
  document.removeEventListener("click", early.press);
  for (const button of early.buttons) button.click();
});
