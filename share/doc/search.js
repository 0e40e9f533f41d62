// Search from a file: every page's words are in search-index.js. All words typed must occur; titles and headings count more.
"use strict";
(() => {
  const field = document.getElementById("search"), list = document.getElementById("found");
  const pages = window.searchIndex.map((page) => ({ ...page, low: page.text.toLowerCase(), head: page.title.toLowerCase() + " " + page.headings.toLowerCase() }));
  const look = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter((word) => word.length > 0);
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) return;
    const score = (page) => words.reduce((sum, word) => {
      const times = page.low.split(word).length - 1;
      return sum + (page.title.toLowerCase().includes(word) ? 100 : 0) + (page.head.includes(word) ? 20 : 0) + Math.min(times, 10);
    }, 0);
    const found = pages.filter((page) => words.every((word) => page.low.includes(word) || page.head.includes(word)))
      .map((page) => ({ page, score: score(page) })).sort((a, b) => b.score - a.score).slice(0, 12);
    for (const { page } of found) {
      const entry = document.createElement("li"), link = document.createElement("a"), around = document.createElement("small");
      link.href = document.body.dataset.up + page.file;
      link.textContent = page.title;
      const at = Math.max(0, page.low.indexOf(words[0]));
      around.textContent = "… " + page.text.slice(Math.max(0, at - 50), at + 90) + " …";
      entry.append(link, around);
      list.append(entry);
    }
    if (found.length === 0) list.append(Object.assign(document.createElement("li"), { textContent: "nothing found" }));
  };
  field.addEventListener("input", look);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    if (event.key === "Escape") { field.value = ""; look(); }
  });
  // Lists of pages are folded on a phone.
  if (matchMedia("(max-width: 48rem)").matches) for (const part of document.querySelectorAll("nav details")) part.open = false;
})();
