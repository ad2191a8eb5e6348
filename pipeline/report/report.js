"use strict";
/* Only comfort: without this script the page says all the same. */
const all = (where, what) => Array.from(where.querySelectorAll(what));
const one = (what) => document.getElementById(what);
document.documentElement.classList.add("scripted");

/* Actors: filter and order. */
const cards = one("cards"), sections = one("sections");
function filterActors() {
  const words = one("actor-filter").value.toLowerCase().trim();
  let shown = 0;
  for (const card of all(cards, "li")) {
    const fits = card.textContent.toLowerCase().includes(words);
    card.classList.toggle("hidden", !fits);
    one(card.dataset.section).classList.toggle("hidden", !fits);
    shown += fits;
  }
  one("actor-count").textContent = shown + " shown";
}
function orderActors() {
  const [key, sign] = one("actor-order").value.split(" ");
  const value = (card) => card.dataset[key];
  const order = (a, b) => key === "name"
    ? value(a).localeCompare(value(b))
    : sign * (Number(value(a)) - Number(value(b)));
  for (const card of all(cards, "li").sort(order)) {
    cards.append(card);
    sections.append(one(card.dataset.section));
  }
}
if (cards) {
  one("actor-filter").addEventListener("input", filterActors);
  one("actor-order").addEventListener("change", orderActors);
}

/* Statements: every word must occur, and the label fit. */
const table = one("statement-table");
function filterStatements() {
  const words = one("statement-filter").value.toLowerCase().split(/\s+/);
  const label = one("statement-label").value;
  let shown = 0;
  for (const row of all(table, "tbody tr")) {
    const text = row.textContent.toLowerCase();
    const fits = (!label || row.dataset.label === label) &&
      words.every((word) => text.includes(word));
    row.classList.toggle("hidden", !fits);
    shown += fits;
  }
  one("statement-count").textContent = shown + " shown";
}
if (table) {
  one("statement-filter").addEventListener("input", filterStatements);
  one("statement-label").addEventListener("change", filterStatements);
}

/* The numbers of what is pointed at, at once instead of after a while. */
const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest("circle, g, rect");
  const title = mark && mark.querySelector(":scope > title");
  if (title) {
    mark.dataset.tip = title.textContent;
    mark.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  tip.textContent = mark && mark.dataset.tip || "";
  if (!tip.textContent) return;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = Math.max(8, Math.min(event.clientX + 14, room)) + "px";
  tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + "px";
});
