// Keeps what somebody types in a long form (form[data-draft]) in this browser, per person and address, and offers it
// again after a crash. Thrown away once the form was accepted, at sign-out, after a week, and for anybody else.
const PREFIX = "draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const user = document.body.dataset.user;
const keyOf = (form) => `${PREFIX}${user}:${location.pathname}:${form.dataset.draft}`;
const forms = [...document.querySelectorAll("form[data-draft]")];

function clear(unless = () => false) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !unless(key)) localStorage.removeItem(key);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the form itself works as ever.
  }
}

// The edition goes along, so that text put back later is still compared with what others saved meanwhile.
const kept = (field) => field.name && (field.name.endsWith("edition") || !["hidden", "password", "file", "submit", "button"].includes(field.type));
const typed = (form) => [...form.elements].filter(kept).map((field) => [field.name, field.value, ["checkbox", "radio"].includes(field.type) ? field.checked : null]);

function restore(form, values) {
  for (const [name, value, checked] of values) {
    for (const field of form.elements) {
      if (field.name !== name || !kept(field)) continue;
      if (checked === null) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      } else if (field.value === value) field.checked = checked;
    }
  }
}

function offer(form, key, draft) {
  const box = form.querySelector("template[data-draft-offer]").content.firstElementChild.cloneNode(true);
  const time = document.createElement("time");
  time.dateTime = new Date(draft.at).toISOString();
  time.textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  box.querySelector("[data-draft-time]").replaceChildren(time);
  box.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, draft.values);
    box.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  box.querySelector("[data-draft-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    box.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  form.prepend(box);
}

clear((key) => key.startsWith(`${PREFIX}${user}:`) && Date.now() - (read(key)?.at ?? 0) < WEEK);
document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => clear());

// What was sent on the last page has been accepted, unless the same form is back with its errors.
const sent = sessionStorage.getItem("draft-sent");
sessionStorage.removeItem("draft-sent");
if (sent && !forms.some((form) => keyOf(form) === sent && "unsaved" in form.dataset)) localStorage.removeItem(sent);

for (const form of forms) {
  const key = keyOf(form);
  const draft = read(key);
  if (draft && !("unsaved" in form.dataset) && JSON.stringify(draft.values) !== JSON.stringify(typed(form))) offer(form, key, draft);
  form.addEventListener("input", () => write(key, { at: Date.now(), values: typed(form) }));
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
}
