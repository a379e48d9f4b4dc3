// A list that one moves with buttons instead of a place chosen for each answer; the order is the vote.
for (const list of document.querySelectorAll("[data-rank]")) {
  const said = list.parentElement.querySelector("[data-rank-said]");
  const place = (item) => [...list.children].indexOf(item) + 1;

  const write = () => {
    for (const item of list.children) item.querySelector("select").value = String(place(item));
  };
  for (const item of [...list.children].sort((a, b) => value(a) - value(b))) list.append(item);
  for (const item of list.children) {
    item.querySelector("select").hidden = true;
    item.querySelector(".rank-buttons").hidden = false;
  }
  list.classList.add("rank-moves");
  write();

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "-1") list.insertBefore(item, other);
    else list.insertBefore(other, item);
    button.focus();
    write();
    said.textContent = `${item.querySelector("label").textContent}: ${said.dataset.words} ${place(item)}`;
  });
}

function value(item) {
  return Number(item.querySelector("select").value) || 1000;
}
