// What of the day is looked at: words, organisation, team, neighbourhood, competency. The rest is hidden, never forgotten.
import { byId, h } from "./markup.js";

/** @typedef {import("./day_model.js").Day} Day
 *  @typedef {import("./map.js").RoundsMap} RoundsMap
 *  @typedef {import("./timeline.js").Timeline} Timeline */
export class Filters {
  /** @param {Day} day  @param {Timeline} timeline  @param {RoundsMap} map */
  constructor(day, timeline, map) {
    this.day = day; this.timeline = timeline; this.map = map;
    this.fields = ["find", "by-organisation", "by-team", "by-area", "by-competency"].map(byId);
    for (const field of this.fields) field.addEventListener("input", () => this.apply());
    byId("clear").addEventListener("click", () => this.clear());
    const fill = (id, pairs) => byId(id).append(...pairs.map(([value, text]) => h("option", { value }, text)));
    fill("by-organisation", day.organisations.map(one => [one.id, `${one.code} ${one.name}`]));
    const teams = [...new Set(Object.values(day.workers).map(one => one.team).filter(Boolean))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    fill("by-team", teams.map(team => [team, team]));
    byId("by-team").hidden = teams.length === 0;
    const areas = new Set(Object.values(day.visits).map(one => one.area).filter(Boolean));
    byId("by-area").hidden = areas.size === 0;
    fill("by-area", [...areas].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).map(area => [area, area]));
    fill("by-competency", Object.entries(day.competencies).sort((a, b) => a[1].localeCompare(b[1])));
  }

  clear() { for (const field of this.fields) field.value = ""; this.apply(); }

  apply() {
    const [words, org, team, area, competency] = this.fields.map(field => field.value), day = this.day;
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean), on = wanted.length > 0 || Boolean(org || team || area || competency);
    const hits = visit => {
      const one = day.visits[visit], text = `${day.names(visit)} ${visit} ${one.tasks.join(" ")}`.toLowerCase();
      return (!area || one.area === area) && wanted.every(word => text.includes(word));
    };
    const hidden = new Set();
    let count = 0;
    for (const [id, line] of this.timeline.lines) {
      const shift = day.shift.get(id), worker = day.worker(shift), name = `${worker.name} ${shift.worker} ${id} ${worker.team}`.toLowerCase();
      const visits = shift.stops.map(stop => stop[0]).filter(Boolean), own = wanted.length > 0 && wanted.every(word => name.includes(word));
      const found = (!org || worker.org === org) && (!team || worker.team === team) && (!competency || worker.can.includes(competency))
        && (own ? !area || worker.area === area || visits.some(visit => day.visits[visit].area === area) : (!wanted.length && !area) || visits.some(hits) || (!wanted.length && worker.area === area));
      line.hidden = !found;
      if (found) count += 1; else hidden.add(id);
      for (const mark of line.querySelectorAll(".mark")) mark.classList.toggle("dim", found && !own && Boolean(wanted.length || area) && !hits(mark.dataset.visit));
    }
    for (const one of day.left.keys()) for (const mark of this.timeline.marks.get(one) || []) {
      mark.classList.toggle("dim", on && !(hits(one) && (!org || day.visits[one].org === org) && (!competency || day.visits[one].needs.includes(competency))));
    }
    this.map.dim(hidden);
    byId("clear").hidden = !on;
    byId("count").textContent = on ? `${count} of ${this.timeline.lines.size} shifts` : "";
  }
}
