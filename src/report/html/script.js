"use strict";
// Opens the answer that an address leads into.
function reveal() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  const answer = target.closest("details");
  if (answer) answer.open = true;
  target.scrollIntoView({ block: "center" });
  if (target.matches("a,summary,[tabindex]")) target.focus({ preventScroll: true });
}
addEventListener("hashchange", reveal);
addEventListener("DOMContentLoaded", reveal);
addEventListener("beforeprint", () => document.querySelectorAll("details.answer").forEach((one) => { one.open = true; }));

// Sorts a table by a column; words by their order, numbers by their size.
document.querySelectorAll("table.sorts").forEach((table) => {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      const value = (row) => row.cells[column].dataset.v ?? row.cells[column].textContent;
      const rows = [...body.rows].map((row) => [value(row), row]);
      const numbers = rows.every(([text]) => text === "" || !Number.isNaN(Number(text)));
      const order = numbers
        ? (a, b) => Number(a[0]) - Number(b[0])
        : (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
      rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...rows.map(([, row]) => row));
    });
  });
});

// Shows only the rows that match.
document.querySelectorAll("form.tools").forEach((form) => {
  const table = document.getElementById(form.dataset.table);
  const count = form.querySelector("output");
  const words = form.elements.words;
  const least = form.elements.band;
  const apply = () => {
    const wanted = words.value.toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const hit = row.textContent.toLowerCase().includes(wanted) && (!least.value || row.dataset.band === least.value);
      row.hidden = !hit;
      if (hit) shown += 1;
    }
    count.textContent = `${shown} of ${table.tBodies[0].rows.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
});

// The criteria that a stretch of an answer counts for.
function counts(link) {
  return (link.dataset.c ?? number(link.hash)).split(" ");
}
function number(place) {
  return place.slice(place.lastIndexOf("c") + 1);
}
// Words of an answer light up with the criterion that they count for.
function light(criterion, on) {
  const wanted = number(criterion.id);
  for (const link of criterion.closest(".answer").querySelectorAll(".text a")) {
    if (counts(link).includes(wanted)) link.classList.toggle("hot", on);
  }
}
// What a stretch of the answer counts for, named when somebody points at it.
function name(link) {
  const answer = link.hash.slice(1, link.hash.lastIndexOf("c"));
  const titles = counts(link).map((n) => document.querySelector(`[id="${answer}c${n}"] b`));
  link.title = titles.map((one) => (one ? one.textContent : "")).join(", ");
}
for (const [begin, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
  document.addEventListener(begin, (event) => {
    if (!event.target.closest) return;
    const criterion = event.target.closest(".criteria>li");
    if (criterion) light(criterion, on);
    const link = event.target.closest(".text a");
    if (link && on && !link.title) name(link);
  });
}
