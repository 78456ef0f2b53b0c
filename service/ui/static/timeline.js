// The timeline: one line a shift, grouped by organisation, places along it in per cent so that it fits any width.
import { h, s } from "./markup.js";
import { minutes } from "./clock.js";

const TALL = 26;

/** @typedef {import("./day_model.js").Day} Day
 *  @typedef {import("./choice.js").Choice} Choice */
export class Timeline {
  /** @param {HTMLElement} root  @param {Day} day  @param {Choice} choice */
  constructor(root, day, choice) {
    this.root = root; this.day = day; this.choice = choice;
    /** @type {Map<string, any>} */ this.lines = new Map();
    /** @type {Map<string, any[]>} */ this.marks = new Map();
    /** @type {any} */ this.shown = null;
    root.addEventListener("click", event => this.clicked(event));
    root.addEventListener("keydown", event => this.keyed(event));
    choice.hear((now, by) => this.mark(by));
  }

  show(date) {
    const day = this.day.days.find(one => one.date === date) || this.day.days[0];
    this.shown = day;
    this.lines.clear(); this.marks.clear();
    const intro = this.root.querySelector("#how"), parts = [];
    if (!day) { this.root.replaceChildren(intro, h("p", { class: "loading" }, "No shifts in this problem.")); return; }
    parts.push(this.axis());
    const left = this.day.unserved.filter(one => one.day === day.date);
    if (left.length) {
      parts.push(h("h2", { class: "group alarm" }, "Not served ", h("small", {}, String(left.length))));
      parts.push(...this.lanes(left).map((lane, number) => this.lane(lane, number)));
    }
    for (const org of this.day.organisations) {
      const rows = this.day.shifts.filter(shift => shift.day === day.date && this.day.worker(shift).org === org.id);
      if (!rows.length) continue;
      const used = rows.filter(row => row.stops.length).length;
      parts.push(h("h2", { class: `group o${org.ink}` }, h("b", {}, org.code), ` ${org.name} `, h("small", {}, `${used} of ${rows.length} shifts used`)));
      parts.push(...rows.map(row => this.row(row)));
    }
    this.overlay = s("svg", { class: "over-all", "aria-hidden": "true" });
    const top = this.root.scrollTop;
    this.root.replaceChildren(intro, ...parts, this.overlay);
    this.root.scrollTop = top;
    this.rove(this.root.querySelector(".who[data-go]"));
    this.mark("");
  }

  x(moment) { return 100 * (moment - this.shown.first) / (this.shown.last - this.shown.first); }
  percent(moment) { return `${this.x(moment).toFixed(2)}%`; }
  letters(seconds) { return Math.floor(690 * seconds / (this.shown.last - this.shown.first) / 6.4); }

  axis() {
    const marks = [], step = this.shown.last - this.shown.first > 20 * 3600 ? 7200 : 3600;
    for (let at = this.shown.first; at <= this.shown.last; at += step) {
      marks.push(s("text", { x: this.percent(at), y: 14, "text-anchor": at === this.shown.last ? "end" : "middle" }, this.day.clock.at(at)));
    }
    return h("div", { class: "line axis", "aria-hidden": "true" }, h("span", {}), s("svg", { class: "track" }, marks));
  }

  grid() {
    const marks = [];
    for (let at = this.shown.first; at <= this.shown.last; at += 3600) marks.push(s("line", { class: "hour", x1: this.percent(at), x2: this.percent(at), y1: 0, y2: TALL }));
    return marks;
  }

  bar(from, to, top, tall, look) {
    return s("rect", { class: look, x: this.percent(from), y: top, width: `${Math.max(0, this.x(to) - this.x(from)).toFixed(2)}%`, height: tall });
  }

  lanes(left) { // in as few as their windows allow
    const span = one => { const { windows, long } = this.day.visits[one.visit]; return [windows[0][0], windows.at(-1)[1] + long]; };
    /** @type {any[]} */
    const lanes = [];
    for (const one of [...left].sort((a, b) => span(a)[0] - span(b)[0])) {
      const [from, to] = span(one), free = lanes.find(lane => lane.until <= from);
      if (free) { free.push(one); free.until = to; } else { const lane = Object.assign([one], { until: to }); lanes.push(lane); }
    }
    return lanes;
  }

  lane(lane, number) {
    const marks = lane.map(({ visit }) => {
      const one = this.day.visits[visit], from = one.windows[0][0], to = one.windows.at(-1)[1] + one.long;
      const mark = s("g", { class: "mark", role: "button", tabindex: -1, "aria-label": this.day.sentence(visit), data: { visit, go: "" } },
        s("title", {}, this.day.title(visit)), this.bar(from, to, 4, 18, "left-out"));
      this.remember(visit, mark);
      return [mark, s("text", { class: "left-out-name", "aria-hidden": "true", x: this.percent(from), dx: 4, y: 17 }, `\u2715 ${this.day.names(visit).slice(0, Math.max(3, this.letters(to - from) - 2))}`)];
    });
    return h("div", { class: "line lane", role: "group", "aria-label": "Not served" }, h("span", { class: "lane-name" }, number ? "" : "from earliest start to latest end"),
      s("svg", { class: "track" }, this.grid(), marks));
  }

  row(shift) {
    const worker = this.day.worker(shift), visits = shift.stops.filter(stop => stop[0]).length;
    const words = `${worker.name}, shift ${this.day.clock.span(shift.start, shift.end)}, ${visits} visits`;
    const line = h("div", { class: visits ? "line" : "line idle", role: "group", "aria-label": words, data: { shift: shift.id } },
      h("button", { type: "button", class: "who", tabindex: -1, title: `${words}, by ${shift.mode}${worker.nurse ? ", registered nurse" : ""}\n${worker.can.map(one => this.day.competencies[one] || one).join(", ")}`, data: { go: "", row: shift.id } },
        h("b", {}, String(shift.number)), ` ${worker.name} `, h("small", {}, `${worker.nurse ? "RN, " : ""}${visits || "no visits"}`)),
      s("svg", { class: "track" }, this.grid(), this.bar(shift.start, shift.end, 2, TALL - 4, "shift"), visits ? this.run(shift) : []));
    this.lines.set(shift.id, line);
    return line;
  }

  run(shift) {
    const middle = TALL / 2, parts = [];
    const way = (from, to, look) => s("line", { class: look, x1: this.percent(from), x2: this.percent(to), y1: middle, y2: middle });
    parts.push(way(shift.leave, shift.leave + shift.out, "travel home"));
    shift.stops.slice(1).forEach(([, arrival, start, , journey]) => {
      if (journey) parts.push(way(arrival - journey, arrival, "travel"));
      if (start > arrival) parts.push(s("g", {}, s("title", {}, `waits ${minutes(start - arrival)}`), this.bar(arrival, start, middle - 4, 8, "wait")));
    });
    parts.push(way(shift.stops.at(-1)[3], shift.back, "travel home"));
    if (shift.back > shift.end) parts.push(this.bar(shift.end, shift.back, TALL - 4, 3, "over"));
    for (const [visit, , start, end] of shift.stops) parts.push(visit === null ? this.rest(start, end) : this.visit(shift, visit, start, end));
    return parts;
  }

  rest(start, end) {
    return s("g", {}, s("title", {}, `break ${this.day.clock.span(start, end)}`), this.bar(start, end, 5, TALL - 10, "rest"),
      s("text", { class: "rest-name", x: this.percent((start + end) / 2), y: 17 }, this.letters(end - start) >= 6 ? "break" : "b"));
  }

  visit(shift, visit, start, end) {
    const one = this.day.visits[visit], left = this.percent(start), right = this.percent(end), fits = this.letters(end - start);
    const surname = this.day.clients[one.clients[0]].name.split(" ").at(-1).replace(/^client-/, "");
    const mark = s("g", { class: "mark", role: "button", tabindex: -1, "aria-label": this.day.sentence(visit), data: { visit, shift: shift.id, go: "" } },
      s("title", {}, this.day.title(visit)), this.bar(start, end, 3, TALL - 6, `visit ${this.day.ink(one.org)}${one.broken ? " broken" : ""}`),
      (one.others || []).map((other, number) => this.bar(start, end, TALL - 10 - 7 * number, 7, `visit ${this.day.ink(other)}`)),
      one.company && [TALL - 5, TALL - 8].map(y => s("line", { class: "two", x1: left, x2: right, y1: y, y2: y })),
      one.late && s("svg", { x: this.percent((start + end) / 2), y: 0, width: 14, height: 10, overflow: "visible" }, s("path", { d: "M-6 0 h12 l-6 9 z", class: "late" })),
      one.pin && s("svg", { x: right, y: 0, width: 14, height: 14, overflow: "visible" }, s("circle", { class: "pin", cx: -2, cy: 22, r: 3.4 })));
    this.remember(visit, mark);
    // As much of the name as fits stands beside the mark, not in it: half a name is no label for those who hear it.
    return fits >= 3 ? [mark, s("text", { class: "name", "aria-hidden": "true", x: left, dx: 3, y: 15 }, surname.slice(0, fits))] : mark;
  }

  remember(visit, mark) { if (this.marks.has(visit)) this.marks.get(visit).push(mark); else this.marks.set(visit, [mark]); }

  // Selection: the line, the visit, its partners, and a tie between two workers' lines.
  mark(by) {
    const { shift, visit } = this.choice;
    for (const [id, line] of this.lines) line.classList.toggle("on", id === shift);
    const one = visit ? this.day.visits[visit] : null, partners = new Set(one?.with || []);
    for (const [id, marks] of this.marks) for (const mark of marks) {
      mark.classList.toggle("on", id === visit);
      mark.classList.toggle("with", partners.has(id));
    }
    this.tie(visit, partners);
    const target = (visit && this.marks.get(visit)?.find(mark => !shift || !mark.dataset.shift || mark.dataset.shift === shift)) || (shift && this.lines.get(shift));
    if (target && by !== "timeline") (target.closest(".line") || target).scrollIntoView({ block: "nearest" });
  }

  place() { // the overlay covers all lines, from where their tracks begin
    const track = this.root.querySelector(".axis .track"), box = track.getBoundingClientRect(), root = this.root.getBoundingClientRect();
    Object.assign(this.overlay.style, { left: `${box.left - root.left + this.root.scrollLeft}px`, top: "0", width: `${box.width}px`, height: `${this.root.scrollHeight - 24}px` });
    return { width: box.width, left: box.left };
  }

  middle(line) { return line.offsetTop + TALL / 2; }

  tie(visit, partners) {
    this.overlay?.querySelectorAll(".tie").forEach(old => old.remove());
    if (!visit || !this.overlay) return;
    const marks = [...(this.marks.get(visit) || []), ...[...partners].flatMap(id => this.marks.get(id) || [])].filter(mark => mark.dataset.shift);
    if (marks.length < 2) return;
    const { width } = this.place();
    const points = marks.map(mark => {
      const at = this.day.places(mark.dataset.visit).find(place => place.shift.id === mark.dataset.shift);
      return [this.x((at.start + at.end) / 2) * width / 100, this.middle(mark.closest(".line"))];
    }).sort((a, b) => a[1] - b[1]);
    for (let i = 1; i < points.length; i += 1) {
      const [[ax, ay], [bx, by]] = [points[i - 1], points[i]];
      this.overlay.append(s("path", { class: "tie", d: `M${ax} ${ay + 11}C${ax} ${(ay + by) / 2},${bx} ${(ay + by) / 2},${bx} ${by - 11}` }));
    }
  }

  clicked(event) {
    const mark = event.target.closest(".mark"), who = event.target.closest("[data-row]");
    if (mark) { this.rove(mark); this.choice.set(mark.dataset.shift || null, mark.dataset.visit, "timeline"); }
    else if (who) { this.rove(who); this.choice.set(this.choice.shift === who.dataset.row && !this.choice.visit ? null : who.dataset.row, null, "timeline"); }
  }

  // One stop for the tab key; arrows go on from there.
  rove(to, focus = false) {
    if (!to) return;
    if (this.here) this.here.setAttribute("tabindex", -1);
    this.here = to;
    to.setAttribute("tabindex", 0);
    if (focus) { to.focus(); to.closest(".line").scrollIntoView({ block: "nearest" }); }
  }

  keyed(event) {
    const here = event.target.closest("[data-go]");
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    const line = here.closest(".line"), along = this.inLine(line);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], jump = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.rove(along[along.indexOf(here) + step], true);
    else if (jump) {
      const lines = [...this.root.querySelectorAll(".line:not(.axis):not([hidden])")], next = lines[lines.indexOf(line) + jump];
      if (next) this.rove(this.nearest(here, this.inLine(next)), true);
    } else if (event.key === "Home") this.rove(along[0], true);
    else if (event.key === "End") this.rove(along.at(-1), true);
    else if ((event.key === "Enter" || event.key === " ") && here.matches(".mark")) this.choice.set(here.dataset.shift || null, here.dataset.visit, "timeline");
    else return;
    event.preventDefault();
  }

  inLine(line) {
    return [...line.querySelectorAll("[data-go]")].sort((a, b) => this.begins(a) - this.begins(b));
  }
  begins(mark) { return mark.dataset.visit ? parseFloat(mark.querySelector("rect").getAttribute("x")) : -1; }
  nearest(here, others) {
    const at = this.begins(here);
    return others.reduce((best, one) => Math.abs(this.begins(one) - at) < Math.abs(this.begins(best) - at) ? one : best, others[0]);
  }
  again(visit, shift) { // where the focus was before the day was drawn anew
    const marks = this.marks.get(visit) || [];
    this.rove(marks.find(mark => mark.dataset.shift === shift) || marks[0] || this.here, true);
  }
}
