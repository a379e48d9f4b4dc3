// Merging by pointer (drag a card, with whatever else is ticked, to an insight) and by key (its number on a card).
const form = document.querySelector("[data-harvest]");

function mergeInto(insight, card) {
  card.querySelector("[name=chosen]").checked = true;
  form.elements.insight.value = insight.dataset.insight;
  form.requestSubmit(form.querySelector("button[value=merge]"));
}

const insights = () => [...form.querySelectorAll("[data-insight]")];
let dragged = null;

form.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".note");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.innerText);
});
form.addEventListener("dragend", () => {
  dragged = null;
  for (const each of insights()) each.classList.remove("is-over");
});
form.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-insight]");
  for (const each of insights()) each.classList.toggle("is-over", Boolean(dragged) && each === over);
  if (dragged && over) event.preventDefault();
});
form.addEventListener("drop", (event) => {
  const over = event.target.closest("[data-insight]");
  if (!dragged || !over) return;
  event.preventDefault();
  mergeInto(over, dragged);
});
form.addEventListener("keydown", (event) => {
  const isCard = event.target.name === "chosen";
  if (!isCard || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const insight = insights()[Number(event.key) - 1];
  if (!insight) return;
  event.preventDefault();
  mergeInto(insight, event.target.closest(".note"));
});
