// Ties buttons with data-passkey ("login", "add" or "authenticate") to the passkey scripts that allauth ships.
// The buttons are hidden until it is sure that this browser knows passkeys.
const { forms } = window.allauth.webauthn;

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const kind = button.dataset.passkey;
  const ids = { [kind]: button.id, credential: button.dataset.credential, passwordless: button.dataset.passwordless };
  if (kind !== "login") ids.data = "js_data";
  forms[`${kind}Form`]({ ids });
  button.hidden = false;
  document.querySelector("[data-passkey-box]")?.removeAttribute("hidden");
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const failed = document.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  requestAnimationFrame(() => { failed.hidden = false; });
});
