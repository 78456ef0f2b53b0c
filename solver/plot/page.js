"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const all = (what, root = document) => [...root.querySelectorAll(what)];
const map = /** @type {any} */ (document.getElementById("map")), detail = document.getElementById("detail");
let day = data.days[0], shift = null, visit = null;

function node(tag, text, look) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (look) made.className = look;
  return made;
}

// One round as the worker would read it.
function itinerary(id) {
  const round = data.rounds[id];
  detail.replaceChildren();
  if (!round) return;
  detail.append(node("h2", round.title), node("p", round.line, "note"));
  const table = node("table"), head = node("tr");
  ["", "start", "client", "min", "travel", "notes"].forEach((name, i) => head.append(node("th", name, i === 3 || i === 4 ? "n" : "")));
  table.append(head);
  round.stops.forEach(stop => {
    const row = node("tr");
    if (stop.visit) row.dataset.visit = stop.visit;
    if (stop.visit && stop.visit === visit) row.className = "on";
    stop.cells.forEach((cell, i) => row.append(node("td", cell, i === 3 || i === 4 ? "n" : i === 1 ? "t" : "")));
    table.append(row);
  });
  detail.append(table);
  const chosen = round.stops.find(stop => stop.visit && stop.visit === visit);
  if (!chosen || !chosen.rests.length) return;
  const list = node("ul", undefined, "rests");
  chosen.rests.forEach(sentence => list.append(node("li", sentence)));
  detail.append(node("h3", "Visit " + visit + " rests on"), list);
}

function left(id) {
  const entry = data.unserved[id];
  detail.replaceChildren(node("h2", entry.heading + ": " + entry.title, "alarm-title"), node("p", entry.line), node("p", entry.reason));
}

function show() {
  all("[data-day]").forEach(part => part.tagName === "BUTTON"
    ? part.setAttribute("aria-pressed", part.dataset.day === day) : part.toggleAttribute("hidden", part.dataset.day !== day));
  all("[data-shift]").forEach(part => part.classList.toggle("on", part.dataset.shift === shift));
  all("[data-visit]").forEach(part => part.classList.toggle("on", visit !== null && part.dataset.visit === visit));
  if (map) {
    map.classList.toggle("chosen", shift !== null);
    const chosen = map.querySelector("g.round.on");
    if (chosen) chosen.parentNode.insertBefore(chosen, chosen.parentNode.querySelector(".cross"));
  }
  if (visit !== null && data.unserved[visit]) left(visit); else if (shift !== null) itinerary(shift);
  else detail.replaceChildren(node("p", "Click a shift, a round on the map or a visit for its details. Escape lets go.", "note"));
}

function search(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean), hit = new Set();
  let count = 0;
  all(".line[data-search]").forEach(line => {
    const found = wanted.every(word => line.dataset.search.includes(word));
    line.hidden = !found;
    if (found && line.dataset.shift) { hit.add(line.dataset.shift); if (line.closest("section.day").dataset.day === day) count += 1; }
  });
  all("#map g.round").forEach(round => round.classList.toggle("dim", wanted.length > 0 && !hit.has(round.dataset.shift)));
  document.getElementById("count").textContent = wanted.length ? count + " shifts match" : "";
}

document.addEventListener("click", event => {
  const target = /** @type {Element} */ (event.target), button = target.closest("button");
  if (button) {
    if (button.dataset.day) { day = button.dataset.day; shift = visit = null; search(box.value); show(); }
    if (button.dataset.zoom) zoom(Number(button.dataset.zoom));
    if (button.id === "print") window.print();
    return;
  }
  const one = /** @type {HTMLElement} */ (target.closest("[data-visit]")), round = /** @type {HTMLElement} */ (target.closest("[data-shift]"));
  if (!one && !round) return;
  visit = one ? one.dataset.visit : null;
  if (round) shift = round.dataset.shift === shift && !one ? null : round.dataset.shift;
  else if (visit) shift = data.where[visit] || null;
  const home = visit && data.unserved[visit] ? data.unserved[visit].day : shift && data.rounds[shift] && data.rounds[shift].day;
  if (home) day = home;
  show();
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") { shift = visit = null; box.value = ""; search(""); show(); }
  const at = /** @type {HTMLElement} */ (document.activeElement);
  if (event.key === "Enter" && at.dataset && at.dataset.shift) at.click();
});
const box = /** @type {HTMLInputElement} */ (document.getElementById("search"));
box.addEventListener("input", () => search(box.value));

// Zoom and drag the map: marks keep their size, the paper moves.
let scale = 1, dx = 0, dy = 0, held = null;
function place() {
  map.style.setProperty("--z", scale);
  document.getElementById("zoomed").setAttribute("transform", `translate(${dx} ${dy}) scale(${scale})`);
  const bar = map.querySelector(".scale"), km = Number(bar.dataset.km);
  bar.querySelector("text").textContent = (km / scale >= 1 ? Number((km / scale).toPrecision(2)) + " km" : Math.round(km * 1000 / scale) + " m");
}
function zoom(by, x, y) {
  const box = map.viewBox.baseVal, next = by === 0 ? 1 : Math.min(40, Math.max(1, scale * by));
  x = x === undefined ? box.width / 2 : x; y = y === undefined ? box.height / 2 : y;
  dx = x - (x - dx) * next / scale; dy = y - (y - dy) * next / scale; scale = next;
  if (scale === 1) dx = dy = 0;
  place();
}
function point(event) {
  const inside = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  return [inside.x, inside.y];
}
if (map) {
  map.addEventListener("wheel", event => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.25 : 0.8, ...point(event)); }, { passive: false });
  map.addEventListener("pointerdown", event => { held = point(event); });
  map.addEventListener("pointermove", event => {
    if (!held || !event.buttons || scale === 1) return;
    const [x, y] = point(event);
    dx += x - held[0]; dy += y - held[1]; held = [x, y]; place();
  });
  map.addEventListener("pointerup", () => { held = null; });
}
if (location.hash.length > 1) { // #visit-or-shift-id opens it
  const id = decodeURIComponent(location.hash.slice(1));
  if (data.rounds[id]) { shift = id; day = data.rounds[id].day; }
  else if (data.unserved[id] || data.where[id]) { visit = id; shift = data.where[id] || null; day = shift ? data.rounds[shift].day : data.unserved[id].day; }
}
show();
