// Passing an address on: a button that copies the line beside it ([data-copy]), and the device's own way of sharing.
for (const box of document.querySelectorAll("[data-copy]")) {
  const line = box.querySelector("input");
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  line.addEventListener("focus", () => line.select());
  button.addEventListener("click", async () => {
    line.focus();
    try {
      await navigator.clipboard.writeText(line.value);
      said.textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    } catch {
      line.select(); // the browser does not let us: the line is chosen, Ctrl+C does it
    }
  });
  button.hidden = false;
}

for (const box of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  const place = box.querySelector("[data-native]");
  place.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.share({ title: box.dataset.title, url: box.querySelector("input").value });
    } catch (error) {
      if (error.name !== "AbortError") throw error; // whoever closes the list again has not failed
    }
  });
  place.hidden = false;
}
