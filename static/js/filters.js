// A choice in a list's filters counts at once; the words in its search field when they are sent.
document.addEventListener("change", ({ target }) => target.closest(".filters-more")?.closest("form").requestSubmit());

// Addresses of filtered lists hold only what was chosen: empty fields are left out before htmx asks for the page.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData.entries()]) {
    if (value === "") detail.formData.delete(name);
  }
});
