// Dragging a visit to another worker or time. Where the pointer rests the checker is asked; letting go proposes the change.
import { s } from "./markup.js";
import { inPoints } from "./clock.js";
import { propose, tried } from "./trial.js";
import { spoken, wish } from "./wishes.js";

const STEP = 300, THRESHOLD = 4, REST = 220; // seconds of the grid, pixels before a click is a drag, milliseconds of rest

export class Drag {
  constructor(page) {
    this.page = page;
    this.root = page.timeline.root;
    this.root.classList.add("may-move");
    this.root.addEventListener("pointerdown", event => this.down(event));
    this.root.addEventListener("click", event => { if (this.justDragged) { event.stopPropagation(); event.preventDefault(); this.justDragged = false; } }, true);
  }

  down(event) {
    const mark = event.target.closest(".mark");
    if (!mark || event.button !== 0) return;
    this.justDragged = false;
    const begin = { x: event.clientX, y: event.clientY };
    const move = now => {
      if (!this.held && Math.hypot(now.clientX - begin.x, now.clientY - begin.y) < THRESHOLD) return;
      if (!this.held) this.lift(mark, begin);
      this.pointer = now;
      if (!this.due) { this.due = true; requestAnimationFrame(() => this.follow()); }
    };
    const stop = cancelled => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", drop);
      document.removeEventListener("keydown", key, true);
      if (this.held) this.letGo(cancelled);
    };
    const up = () => stop(false), drop = () => stop(true), key = pressed => { if (pressed.key === "Escape") { pressed.stopPropagation(); stop(true); } };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", drop);
    document.addEventListener("keydown", key, true);
  }

  lift(mark, begin) {
    const { timeline, day } = this.page, visit = mark.dataset.visit, one = day.visits[visit];
    const { width, left } = timeline.place(), second = width / (timeline.shown.last - timeline.shown.first);
    const at = day.places(visit).find(place => place.shift.id === mark.dataset.shift);
    const start = at ? at.start : one.windows[0][0], grabbed = begin.x - left - (start - timeline.shown.first) * second;
    const rows = [...timeline.lines].filter(([, line]) => !line.hidden).map(([shift, line]) => ({ shift, line, top: line.offsetTop, able: day.able(day.shift.get(shift), visit) }));
    for (const row of rows) row.line.classList.toggle("cannot", !row.able);
    const tall = timeline.root.scrollHeight - 24;
    const bands = one.windows.map(([from, to]) => s("g", {}, s("rect", { class: "band", x: (from - timeline.shown.first) * second, y: 22, width: Math.max(2, (to - from) * second), height: tall }),
      s("path", { class: "band-edge", d: `M${(from - timeline.shown.first) * second} 22V${tall}M${(to - timeline.shown.first) * second} 22V${tall}` })));
    const box = s("rect", { width: Math.max(6, one.long * second), height: 22, y: 2 }), label = s("text", { x: 3, y: -3 });
    const ghost = s("g", { class: "ghost" }, box, label);
    timeline.overlay.append(...bands, ghost);
    this.root.setAttribute("aria-busy", "true");
    mark.classList.add("moving");
    document.body.style.cursor = "grabbing";
    this.held = { mark, visit, from: mark.dataset.shift || null, start, grabbed, second, left, rows, ghost, label, bands, asked: "" };
  }

  follow() { // once a frame: only one transform changes
    this.due = false;
    const held = this.held;
    if (!held) return;
    const { timeline, day } = this.page, box = this.root.getBoundingClientRect(), y = this.pointer.clientY - box.top + this.root.scrollTop;
    if (this.pointer.clientY < box.top + 40) this.root.scrollTop -= 14; else if (this.pointer.clientY > box.bottom - 30) this.root.scrollTop += 14;
    const raw = timeline.shown.first + (this.pointer.clientX - held.left - held.grabbed) / held.second;
    held.to = Math.round(raw / STEP) * STEP;
    const row = held.rows.find(one => y >= one.top && y < one.top + 27);
    if (row !== held.row) { held.row?.line.classList.remove("drop"); row?.line.classList.add("drop"); held.row = row; }
    const top = row ? row.top : y - 12;
    held.ghost.setAttribute("transform", `translate(${((held.to - timeline.shown.first) * held.second).toFixed(1)} ${top.toFixed(1)})`);
    const place = row ? `${row.shift}@${held.to}` : "";
    if (place === held.asked) return;
    held.asked = place;
    held.ghost.setAttribute("class", "ghost");
    held.label.textContent = row ? `${day.clock.at(held.to)} ${row.able ? "" : `\u2715 ${day.worker(day.shift.get(row.shift)).name} has not the competencies`}` : "";
    clearTimeout(this.resting);
    this.asking?.abort();
    if (row) this.resting = setTimeout(() => this.ask(held, row, held.to), REST);
  }

  change(held, row, to) { return wish.move(held.visit, row.shift, this.page.day.clock.iso(to), held.from); }

  async ask(held, row, to) {
    this.asking = new AbortController();
    try {
      const judged = await tried(this.page.day, [this.change(held, row, to)], this.asking.signal);
      if (this.held !== held || held.asked !== `${row.shift}@${to}`) return;
      const wrong = [...judged.hard, ...judged.turn];
      held.ghost.setAttribute("class", wrong.length ? "ghost bad" : "ghost good");
      held.label.textContent = `${this.page.day.clock.at(to)}  ${wrong.length ? `\u2715 ${wrong[0]}` : `${judged.cost >= 0 ? "+" : ""}${inPoints(judged.cost)}`}`;
    } catch (error) { if (error.name !== "AbortError" && this.held === held) held.label.textContent = error.message; }
  }

  async letGo(cancelled) {
    const held = this.held, { page } = this;
    this.held = null;
    this.justDragged = true;
    setTimeout(() => { this.justDragged = false; }, 50);
    clearTimeout(this.resting);
    this.asking?.abort();
    document.body.style.cursor = "";
    this.root.removeAttribute("aria-busy");
    held.mark.classList.remove("moving");
    held.ghost.remove();
    for (const band of held.bands) band.remove();
    for (const row of held.rows) row.line.classList.remove("cannot", "drop");
    if (cancelled || !held.row || (held.row.shift === held.from && held.to === held.start)) return;
    const change = this.change(held, held.row, held.to);
    await propose(page, [change], `Move ${spoken(page.day, change, held.to)}`, "Move it");
  }
}
