// Ask the passkey for a fresh proof, put it in the form around the button, and send that form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function challenge(form, address) {
  const csrf = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrf } });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  const { publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  for (const one of publicKey.allowCredentials ?? []) one.id = bytes(one.id);
  return { publicKey };
}

async function prove(button) {
  const form = button.form;
  const said = form.querySelector("[data-factor-failed]");
  said.textContent = "";
  // What is still missing in the form is said first: a proof counts once.
  if (form.checkValidity()) {
    try {
      const proof = await navigator.credentials.get(await challenge(form, button.dataset.factorPasskey));
      form.elements.credential.value = JSON.stringify({
        id: proof.id,
        rawId: words(proof.rawId),
        type: proof.type,
        clientExtensionResults: {},
        response: {
          clientDataJSON: words(proof.response.clientDataJSON),
          authenticatorData: words(proof.response.authenticatorData),
          signature: words(proof.response.signature),
        },
      });
    } catch {
      said.textContent = button.dataset.failed;
      return;
    }
  }
  form.requestSubmit();
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-factor-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => prove(button));
  }
}
