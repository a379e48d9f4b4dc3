// Compares a PDF without sending it: its SHA-256 is computed here, and only that and the code found in it are asked
// about. Where the browser cannot compute it (no secure connection), the form sends the file as it does without script.
const form = document.querySelector("form[data-verify]");
const verdict = document.querySelector("#verdict");
const input = form.elements.file;
const MARKER = "zenderen-verify:";
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const latin = new TextDecoder("latin1");
let turn = 0; // of two files chosen one after the other, only the last gets an answer

// The code stands in the identifier of the PDF: as text when it was made, in hexadecimal since it was sealed.
function codeIn(bytes) {
  const text = latin.decode(bytes);
  const plain = text.match(new RegExp(`${MARKER}([A-Za-z0-9-]{8,40})`));
  if (plain) return plain[1];
  const coded = text.match(new RegExp(`${hex(new TextEncoder().encode(MARKER))}((?:[0-9a-f]{2}){8,40})`, "i"));
  return coded ? coded[1].match(/../g).map((pair) => String.fromCharCode(parseInt(pair, 16))).join("") : "";
}

function say(words, level = "info") {
  const said = document.createElement("p");
  said.className = `notice notice-${level}`;
  said.textContent = words;
  verdict.replaceChildren(said);
}

// What to show about this file, as something to do.
async function ask(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!latin.decode(bytes.subarray(0, 1024)).includes("%PDF-")) return () => say(form.dataset.notPdf, "warning");
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const body = new URLSearchParams({ sha256, code: codeIn(bytes) || form.elements.code.value });
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (answer.status === 429) return () => say(form.dataset.tooMany, "warning");
  if (!answer.ok) throw new Error(`no verdict: ${answer.status}`);
  const found = await answer.text();
  return () => {
    verdict.innerHTML = found;
    verdict.querySelector("[data-verify-file]").textContent = file.name;
  };
}

async function check(file) {
  const mine = ++turn;
  say(form.dataset.busy);
  const show = await ask(file).catch(() => () => say(form.dataset.failed, "error"));
  if (mine !== turn) return;
  show();
  verdict.scrollIntoView({ block: "nearest" });
}

if (window.crypto?.subtle) {
  for (const words of form.querySelectorAll("[data-verify-here]")) words.hidden = false;
  for (const words of form.querySelectorAll("[data-verify-sent]")) words.hidden = true;
  input.addEventListener("change", () => input.files[0] && check(input.files[0]));
  form.addEventListener("submit", (event) => {
    if (!input.files[0]) return;
    event.preventDefault();
    check(input.files[0]);
  });
} else {
  for (const words of form.querySelectorAll("[data-verify-unable]")) words.hidden = false;
}

// A file may be dropped anywhere in the form; where it must be sent, it waits in its field for the button.
form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("dropping");
});
form.addEventListener("dragleave", () => form.classList.remove("dropping"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("dropping");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change"));
});
