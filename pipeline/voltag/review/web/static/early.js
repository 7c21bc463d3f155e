// Read before the page is drawn. A form that is sent before the modules of its page are there
// would be sent by the browser itself, and what was written in it be lost: it waits for them.

const early = {
  forms: new Set(),
  keep(event) {
    if (!event.target.matches("form[data-post], form[data-record]")) return;
    event.preventDefault();
    early.forms.add(event.target);
  },
};

document.addEventListener("submit", early.keep);
