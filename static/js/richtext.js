// Buttons above a text with light markup ([data-richtext]): they put the signs where they belong, so that nobody has to
// know them. One tab stop, arrow keys between the buttons, Ctrl+B and Ctrl+I in the text. The preview is the server's.
const LINE = { heading: /^#{1,6} +/, bullets: /^\s*[-*+] +/, numbers: /^\s*\d+[.)] +/ };
const ANY_LINE = /^(#{1,6} +|\s*[-*+] +|\s*\d+[.)] +)/;
const AROUND = { bold: /\*\*(?!\s)([^*]+?)\*\*/g, italic: /(?<!\*)\*(?![\s*])([^*]+?)\*(?!\*)/g };
const SIGNS = { bold: "**", italic: "*" };

for (const box of document.querySelectorAll("[data-richtext]")) {
  const text = box.querySelector("textarea");
  const tools = box.querySelector("[role=toolbar]");
  const buttons = [...tools.querySelectorAll("button")];

  // Through the browser's own editing, so that Ctrl+Z takes it back; else directly.
  function put(start, end, words, from = start + words.length, to = from) {
    text.focus();
    text.setSelectionRange(start, end);
    const done = words ? document.execCommand("insertText", false, words) : start === end || document.execCommand("delete");
    if (!done) {
      text.setRangeText(words, start, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.setSelectionRange(from, to);
    show();
  }

  const lineStart = (at) => (at > 0 ? text.value.lastIndexOf("\n", at - 1) + 1 : 0);
  const lineEnd = (at) => (text.value.includes("\n", at) ? text.value.indexOf("\n", at) : text.value.length);

  function lines() {
    const start = lineStart(text.selectionStart);
    const end = lineEnd(Math.max(text.selectionStart, text.selectionEnd - (text.selectionEnd > start && text.value[text.selectionEnd - 1] === "\n" ? 1 : 0)));
    return { start, end, rows: text.value.slice(start, end).split("\n") };
  }

  // The marked words around the caret, if it stands in some: where they begin and end, with their signs.
  function around(mark) {
    const start = lineStart(text.selectionStart);
    for (const found of text.value.slice(start, lineEnd(text.selectionStart)).matchAll(AROUND[mark])) {
      const [from, to] = [start + found.index, start + found.index + found[0].length];
      if (from < text.selectionStart + 1 && text.selectionEnd < to + 1) return { from, to, words: found[1] };
    }
    return null;
  }

  function wrap(mark) {
    const inside = around(mark);
    const sign = SIGNS[mark];
    if (inside) return put(inside.from, inside.to, inside.words, inside.from, inside.from + inside.words.length);
    let [from, to] = [text.selectionStart, text.selectionEnd];
    while (from < to && /\s/.test(text.value[from])) from += 1;
    while (to > from && /\s/.test(text.value[to - 1])) to -= 1;
    if (from === to) {
      while (from > 0 && /\S/.test(text.value[from - 1])) from -= 1;
      while (to < text.value.length && /\S/.test(text.value[to])) to += 1;
    }
    const chosen = text.value.slice(from, to) || box.dataset.words;
    // Marks do not reach over the end of a line, nor over the sign that makes it an item.
    const marked = chosen.split("\n").map((row) => row.replace(/^(#{1,6} +|\s*[-*+] +|\s*\d+[.)] +)?(.*?)(\s*)$/, (_all, head = "", words, tail) => (words ? head + sign + words + sign + tail : head + tail))).join("\n");
    const single = !chosen.includes("\n") && !ANY_LINE.test(chosen);
    return put(from, to, marked, single ? from + sign.length : from, single ? from + sign.length + chosen.length : from + marked.length);
  }

  function prefix(mark) {
    const { start, end, rows } = lines();
    const full = rows.filter((row) => row.trim());
    const off = full.length > 0 && full.every((row) => LINE[mark].test(row));
    const signs = { heading: () => "## ", bullets: () => "- ", numbers: (place) => `${place}. ` };
    let place = 0;
    const changed = rows.map((row) => {
      if (!row.trim() && rows.length > 1) return row;
      place += 1;
      return (off ? "" : signs[mark](place)) + row.replace(ANY_LINE, "");
    });
    // What follows a line of text directly would be read as part of it.
    const before = !off && start > 0 && text.value[start - 2] !== "\n" && !LINE[mark].test(text.value.slice(lineStart(start - 1), start)) ? "\n" : "";
    const words = before + changed.join("\n");
    put(start, end, words, rows.length > 1 ? start + before.length : start + words.length, start + words.length);
  }

  function table() {
    const at = lineEnd(text.selectionEnd);
    const column = box.dataset.column;
    const head = `${at === 0 ? "" : text.value[at - 1] === "\n" ? "\n" : "\n\n"}| `;
    const rows = `${column} 1 | ${column} 2 |\n| --- | --- |\n| … | … |\n| … | … |\n\n`;
    put(at, at, head + rows, at + head.length, at + head.length + `${column} 1`.length);
  }

  const act = (mark) => (mark in SIGNS ? wrap(mark) : mark === "table" ? table() : prefix(mark));

  function show() {
    const row = text.value.slice(lineStart(text.selectionStart), lineEnd(text.selectionStart));
    for (const button of buttons) {
      const { mark } = button.dataset;
      if (mark in SIGNS) button.setAttribute("aria-pressed", String(around(mark) !== null));
      else if (mark in LINE) button.setAttribute("aria-pressed", String(LINE[mark].test(row)));
    }
  }

  // Enter in a list begins the next item; in an empty item it ends the list.
  function enter(event) {
    if (event.shiftKey || event.isComposing || text.selectionStart !== text.selectionEnd) return;
    const start = lineStart(text.selectionStart);
    const row = text.value.slice(start, text.selectionStart);
    const sign = row.match(/^(\s*)(?:([-*+])|(\d+)([.)])) +/);
    if (!sign) return;
    event.preventDefault();
    if (row.length === sign[0].length) put(start, text.selectionStart, "\n");
    else put(text.selectionStart, text.selectionStart, `\n${sign[1]}${sign[2] ?? `${Number(sign[3]) + 1}${sign[4]}`} `);
  }

  text.addEventListener("keydown", (event) => {
    const mark = { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (mark && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      act(mark);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      enter(event);
    }
  });
  for (const name of ["keyup", "click", "input", "focus"]) text.addEventListener(name, show);

  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) act(button.dataset.mark);
  });
  tools.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (there === undefined) return;
    event.preventDefault();
    buttons[(there + buttons.length) % buttons.length].focus();
  });
  tools.addEventListener("focusin", ({ target }) => {
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
  });

  for (const button of buttons) button.tabIndex = button === buttons[0] ? 0 : -1;
  tools.hidden = false;
  show();
}
