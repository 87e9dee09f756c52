"use strict";
const id = (name) => document.getElementById(name);
const [text, under, paper, rubric, question, file, assume] =
  ["text", "under", "paper", "rubric", "question", "file", "assume"].map(id);
// The address may have been copied without its last stroke.
const home = location.pathname.replace(/\/*$/, "/");
const limit = Number(document.querySelector("main").dataset.limit);
// A longer text is graded all the same, but not marked in place: a browser would be slow to draw it.
const DRAWN = 300000;
const PAUSE = 10;
const SILENCE = 1500;

// What is graded: a version for every change, and only the newest one's result is ever shown.
let version = 0;
let request = null;
let timer = 0;
let name = "";
let saved = "";
let before = null;
// What the page shows: the text that its marks were made for, the marks, the last result.
let drawn = "";
let marks = [];
let result = null;
let told = null;
let burst = null;

function make(kind, className, content) {
  const one = document.createElement(kind);
  if (className) one.className = className;
  if (content !== undefined) one.textContent = content;
  return one;
}
const fixed = (value) => value.toFixed(1);
const points = (value) => String(Math.round(value * 10) / 10);
// A half of a character at the edge of a cut is no text.
const whole = (value) => value.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

const sentence = (said) => `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.?$/, ".")}`;

function trouble(message) {
  id("trouble").textContent = message;
  id("trouble").hidden = !message;
}

// Asks for a grade of what stands there now. A request that is under way is given up.
function ask(delay) {
  version += 1;
  if (request) request.abort();
  request = null;
  clearTimeout(timer);
  timer = setTimeout(grade, delay, version);
}

// A connection that was kept open may end just when it is used again: it is tried once more.
async function reach(route, how) {
  const path = home + route;
  const all = { ...how, cache: "no-store" };
  try {
    return await fetch(path, all);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    await new Promise((done) => setTimeout(done, 150));
    return fetch(path, all).catch((again) => { throw Object.assign(again, { lost: true }); });
  }
}

async function send(path, body, headers, signal) {
  const response = await reach(path, { method: "POST", body, headers, signal });
  const said = await response.json().catch(() => ({ error: "the reply cannot be read" }));
  if (!response.ok) throw new Error(said.error || "something went wrong");
  return said;
}

async function grade(mine) {
  request = new AbortController();
  const late = setTimeout(() => document.body.classList.add("stale"), 400);
  const asked = { text: whole(text.value), name, rubric: rubric.value, question: question.value, assume_answer: assume.checked };
  try {
    const said = await send("grade", JSON.stringify(asked), { "content-type": "application/json" }, request.signal);
    if (mine !== version) return;
    trouble("");
    show(said);
  } catch (error) {
    if (mine === version) failed(error);
  } finally {
    clearTimeout(late);
    if (mine === version) document.body.classList.remove("stale");
  }
}

function failed(error) {
  trouble(error.lost
    ? "`evaluate serve` does not answer any more. Your text is still here: save it, start the command again and open the address that it prints."
    : sentence(`this cannot be graded: ${error.message}`));
}

// Marks move with the text while the next result is on its way.
function shift() {
  const now = text.value;
  if (now === drawn) return;
  let start = 0;
  const most = Math.min(now.length, drawn.length);
  while (start < most && now[start] === drawn[start]) start += 1;
  let end = 0;
  while (end < most - start && now[now.length - 1 - end] === drawn[drawn.length - 1 - end]) end += 1;
  const cut = drawn.length - end;
  const by = now.length - drawn.length;
  marks = marks
    .map((mark) => ({ ...mark, start: mark.start >= cut ? mark.start + by : Math.min(mark.start, start), end: mark.end >= cut ? mark.end + by : Math.min(mark.end, start) }))
    .filter((mark) => mark.end > mark.start);
  drawn = now;
  draw();
}

function draw() {
  const parts = [];
  let at = 0;
  for (const mark of drawn.length > DRAWN ? [] : marks) {
    if (mark.start < at) continue;
    parts.push(drawn.slice(at, mark.start));
    const part = make("span", mark.class || "e", drawn.slice(mark.start, mark.end));
    part.dataset.to = mark.to;
    part.dataset.start = mark.start;
    parts.push(part);
    at = mark.end;
  }
  // An empty last line has a height only where something follows it.
  parts.push(drawn.slice(at), "\n\u200b");
  under.replaceChildren(...parts);
}

function show(said) {
  const last = result;
  result = said;
  const empty = !text.value.trim();
  drawn = text.value;
  marks = said.marks;
  draw();
  id("score").textContent = points(said.score);
  id("band").textContent = said.band;
  id("summary").textContent = empty ? "Nothing is written yet. This is what the rubric asks for." : said.summary;
  id("notes").replaceChildren(...(empty ? [] : said.notes).map((note) => make("p", "warn", note)));
  id("assuming").hidden = !(said.not_an_answer || assume.checked);
  const words = said.words === 1 ? "1 word" : `${said.words} words`;
  const sure = empty ? "" : ` How sure: ${said.confidence.toFixed(2)}.`;
  const long = drawn.length > DRAWN ? " The text is too long to be marked in place." : "";
  id("about").textContent = `${words}, graded by “${said.rubric.title}” ${said.rubric.version}, ${said.rubric.chosen}.${sure}${long}`;
  document.title = empty ? "evaluate" : `${points(said.score)} · evaluate`;
  scale(said);
  ladder(said);
  criteria(said, last);
  delta(said, last);
  here();
  clearTimeout(show.timer);
  show.timer = setTimeout(tell, SILENCE);
}

const bandAt = (said, score) => said.bands.filter(([least]) => score >= least).pop()?.[1];

function scale(said) {
  const parts = [make("div", "track")];
  const place = (className, left, width) => {
    const one = make("div", className);
    one.style.left = `${left}%`;
    if (width !== undefined) one.style.width = `${width}%`;
    parts.push(one);
    return one;
  };
  place("full", 0, said.score);
  let from = said.score;
  for (const rung of said.rungs.slice(0, 3)) {
    place("gain", from, rung.score - from);
    from = rung.score;
  }
  for (const [least, band] of said.bands) {
    if (least > 0) place("tick", least);
    place(`name${band === said.band ? " now" : ""}`, least).textContent = band;
  }
  const next = said.bands.find(([least]) => least > said.score);
  const far = next ? `, ${points(next[0] - said.score)} below ${next[1]}` : "";
  id("scale").replaceChildren(...parts);
  id("scale").setAttribute("aria-label", `${points(said.score)} of 100, ${said.band}${far}`);
}

function ladder(said) {
  const now = make("li", "now");
  now.append(make("b", "", fixed(said.score)), ` now, ${said.band}`);
  let band = said.band;
  const rungs = said.rungs.map((rung) => {
    const one = make("li");
    const line = make("div");
    const title = make("button", "link", rung.title);
    title.type = "button";
    title.addEventListener("click", () => row(rung.n)?.focus());
    line.append(make("b", "", fixed(rung.score)), " ", make("span", "gain", `+${fixed(rung.gain)}`), " ", title, make("span", "dim", ` ${rung.from} → ${rung.to}`));
    const reached = bandAt(said, rung.score);
    if (reached && reached !== band) line.append(" ", make("span", "reach", reached));
    band = reached;
    one.append(line);
    if (rung.text) one.append(make("p", "", rung.text));
    return one;
  });
  id("up").hidden = rungs.length === 0;
  replace(id("ladder"), [now, ...rungs]);
}

// Puts new children in place of old ones, and leaves those that are the same: focus and selection stay.
function replace(parent, children) {
  const old = [...parent.children];
  children.forEach((child, at) => {
    if (!old[at]) parent.append(child);
    else if (!old[at].isEqualNode(child)) old[at].replaceWith(child);
  });
  old.slice(children.length).forEach((one) => one.remove());
}

const row = (n) => document.getElementById(`c${n}`);

function criteria(said, last) {
  const levels = levelsOf(last);
  const same = last && last.rubric.id === said.rubric.id;
  const groups = said.groups.flatMap((group) => {
    const list = make("ul", "criteria");
    list.append(...group.criteria.map((one) => criterion(one, same ? levels.get(one.n) : undefined)));
    return [make("h3", "", group.title), list];
  });
  const box = id("criteria");
  const old = [...box.children];
  if (old.length === groups.length && old.every((one, at) => one.tagName === groups[at].tagName)) {
    groups.forEach((group, at) => {
      if (group.tagName === "UL") replace(old[at], [...group.children]);
      else if (old[at].textContent !== group.textContent) old[at].replaceWith(group);
    });
  } else {
    box.replaceChildren(...groups);
  }
}

function criterion(one, was) {
  const item = make("li");
  item.id = `c${one.n}`;
  item.dataset.n = one.n;
  item.tabIndex = -1;
  const moved = was === undefined || was === one.level ? "" : was < one.level ? "rose" : "fell";
  if (moved) item.classList.add(moved);
  item.append(make("b", "", one.title), " ", make("span", `level l${one.level}`, one.level_name), " ", make("span", "dim", `${points(one.points)} / ${points(one.max)}`));
  const quotes = [...one.quotes.map((quote) => quoted(quote, "")), ...one.promises.map((quote) => quoted(quote, ", announced and not delivered"))];
  if (quotes.length) {
    const list = make("ul", "quotes");
    list.append(...quotes);
    item.append(list);
  }
  if (one.advice) item.append(make("div", "", one.advice));
  return item;
}

function quoted(quote, how) {
  const item = make("li");
  const link = make("button", "link", `line ${quote.line}`);
  link.type = "button";
  link.dataset.start = quote.start;
  link.dataset.end = quote.end;
  item.append(link, `${how}: “${quote.quote}”`);
  return item;
}

function levelsOf(said) {
  return new Map((said ? said.groups : []).flatMap((group) => group.criteria).map((one) => [one.n, one.level]));
}

// What the last stretch of typing gained or lost.
function delta(said, last) {
  if (!last || last.rubric.id !== said.rubric.id) burst = null;
  if (burst === null) burst = last && last.rubric.id === said.rubric.id ? last.score : said.score;
  const by = Math.round((said.score - burst) * 10) / 10;
  const box = id("delta");
  box.textContent = by ? `${by > 0 ? "▲ +" : "▼ −"}${points(Math.abs(by))}` : "";
  box.className = by > 0 ? "up" : by < 0 ? "down" : "";
  clearTimeout(delta.timer);
  delta.timer = setTimeout(() => {
    burst = null;
    box.textContent = "";
    box.className = "";
  }, 6000);
}

// Says what has changed, once nobody types any more.
function tell() {
  const levels = levelsOf(result);
  const same = told && told.rubric === result.rubric.id;
  const parts = [];
  if (!same || told.score !== result.score) {
    const by = same ? result.score - told.score : 0;
    const how = by ? `, ${by > 0 ? "up" : "down"} ${points(Math.abs(by))}` : "";
    parts.push(`Score ${points(result.score)}, ${result.band}${how}.`);
  }
  if (same) {
    for (const one of result.groups.flatMap((group) => group.criteria)) {
      const was = told.levels.get(one.n);
      if (was !== one.level) parts.push(`${one.title} ${was < one.level ? "rose" : "fell"} to ${one.level_name}.`);
    }
  }
  if (parts.length) id("said").textContent = parts.join(" ");
  told = { rubric: result.rubric.id, score: result.score, levels };
}

// The criteria that the words at a place count for.
function near(numbers) {
  for (const one of document.querySelectorAll(".criteria>li")) one.classList.toggle("near", numbers.includes(one.dataset.n));
}

function here() {
  const at = text.selectionStart;
  const mark = document.activeElement === text && at === text.selectionEnd && marks.find((one) => one.start <= at && at <= one.end);
  near(mark && mark.to ? mark.to.split(" ") : []);
  const titles = mark ? mark.title : "";
  id("here").textContent = titles ? (mark.class ? `Here: ${titles}` : `Here: counts for ${titles}`) : "";
}

function light(item, on) {
  for (const part of under.querySelectorAll(`[data-to~="${item.dataset.n}"]`)) part.classList.toggle("hot", on);
}

// Opens a file: its text comes back as the program reads it.
async function open(chosen) {
  if (chosen.size > limit) {
    trouble(`${chosen.name} is larger than ${limit >> 20} MiB; cut it down to the answer itself.`);
    return;
  }
  try {
    take(await send("open", chosen, { "x-evaluate-name": encodeURIComponent(chosen.name), "content-type": "application/octet-stream" }));
  } catch (error) {
    if (error.lost) failed(error);
    else trouble(sentence(error.message));
  }
}

function take(opened) {
  before = text.value.trim() ? { text: text.value, name, question: question.value, saved } : null;
  id("back").hidden = !before;
  put(opened.text, opened.name, opened.question);
  saved = text.value;
  if (opened.notes.length) trouble(opened.notes.join(" "));
}

function put(content, called, asked) {
  text.value = content;
  name = called;
  question.value = asked;
  id("yours").textContent = called || "The answer";
  text.setSelectionRange(0, 0);
  paper.scrollTop = 0;
  trouble("");
  shift();
  ask(0);
}

text.addEventListener("input", () => {
  shift();
  ask(PAUSE);
});
for (const one of [rubric, assume]) one.addEventListener("change", () => ask(0));
question.addEventListener("input", () => ask(PAUSE));
id("tools").addEventListener("submit", (event) => event.preventDefault());
id("open").addEventListener("click", () => file.click());
file.addEventListener("change", () => {
  if (file.files[0]) open(file.files[0]);
  file.value = "";
});
id("back").addEventListener("click", () => {
  if (!before) return;
  const again = before;
  before = null;
  id("back").hidden = true;
  put(again.text, again.name, again.question);
  saved = again.saved;
});
id("save").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([text.value], { type: "text/plain;charset=utf-8" }));
  const link = make("a");
  link.href = address;
  // What was read from a word processor's file is text now.
  link.download = name ? name.replace(/\.docx$/i, ".md") : "answer.md";
  link.click();
  saved = text.value;
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    paper.classList.add("drop");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) paper.classList.remove("drop");
});
document.addEventListener("drop", (event) => {
  paper.classList.remove("drop");
  const dropped = event.dataTransfer.files[0];
  if (!dropped) return;
  event.preventDefault();
  open(dropped);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest(".quotes button");
  if (!link) return;
  const [start, end] = [Number(link.dataset.start), Number(link.dataset.end)];
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  under.querySelector(`[data-start="${start}"]`)?.scrollIntoView({ block: "center" });
});
document.addEventListener("selectionchange", here);
for (const kind of ["focus", "blur", "select"]) text.addEventListener(kind, here);
for (const [begin, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
  id("criteria").addEventListener(begin, (event) => {
    const item = event.target.closest(".criteria>li");
    if (item) light(item, on);
  });
}
// The text lies above its marks: what is under the pointer has to be looked for.
paper.addEventListener("mousemove", (event) => {
  cancelAnimationFrame(paper.frame);
  paper.frame = requestAnimationFrame(() => {
    under.style.pointerEvents = "auto";
    const mark = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.parentElement === under);
    under.style.pointerEvents = "";
    if (mark && mark.dataset.to) near(mark.dataset.to.split(" "));
    else here();
  });
});
paper.addEventListener("mouseleave", here);
addEventListener("beforeunload", (event) => {
  if (text.value.trim() && text.value !== saved) event.preventDefault();
});

// Begins with the text that the command was given, or with an empty page.
async function begin() {
  // What somebody has typed by now, or what the browser kept of the page, stays.
  if (text.value) return ask(0);
  try {
    const response = await reach("start", {});
    const said = await response.json();
    if (!response.ok) throw new Error(said.error);
    assume.checked = said.assume_answer;
    if (!text.value) take(said);
  } catch (error) {
    if (error.lost) failed(error);
    else trouble(sentence(error.message));
    ask(0);
  }
}
begin();
