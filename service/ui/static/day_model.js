// The day as the server told it, with the ways to find things in it.
import { Clock } from "./clock.js";

export class Day {
  /** @type {any[]} */ days;
  /** @type {any[]} */ shifts;
  /** @type {any[]} */ unserved;
  /** @type {any[]} */ organisations;
  /** @type {any[]} */ schemes;
  /** @type {any[]} */ headline;
  /** @type {string[]} */ first;
  /** @type {any[]} */ hard;
  /** @type {Record<string, any>} */ visits;
  /** @type {Record<string, any>} */ workers;
  /** @type {Record<string, any>} */ clients;
  /** @type {Record<string, string>} */ competencies;
  /** @type {string} */ roster;
  /** @type {number} */ version;
  /** @type {number | null} */ undo;

  constructor(told) {
    Object.assign(this, told);
    this.whole = told.sight === "whole"; // else somebody's part of it, to be read alone
    this.clock = new Clock(told.zone);
    this.org = new Map(told.organisations.map(one => [one.id, one]));
    this.shift = new Map(told.shifts.map(one => [one.id, one]));
    this.left = new Map(told.unserved.map(one => [one.visit, one]));
    this.stops = new Map(); // visit -> [{ shift, stop, number }]
    for (const shift of told.shifts) {
      let number = 0;
      for (const stop of shift.stops) {
        if (stop[0] === null) continue;
        number += 1;
        const here = { shift, number, arrival: stop[1], start: stop[2], end: stop[3], journey: stop[4] };
        if (this.stops.has(stop[0])) this.stops.get(stop[0]).push(here); else this.stops.set(stop[0], [here]);
      }
    }
  }
  places(visit) { return this.stops.get(visit) || []; }
  worker(shift) { return this.workers[shift.worker]; }
  names(visit) { return this.visits[visit].clients.map(client => this.clients[client].name).join(" and "); }
  ink(organisation) { return `o${this.org.get(organisation).ink}`; }
  dayOf(shift, visit) {
    if (shift) return this.shift.get(shift).day;
    if (this.left.has(visit)) return this.left.get(visit).day;
    const at = this.places(visit)[0];
    return at ? at.shift.day : this.days[0]?.date;
  }
  // Whether a worker has what a visit needs; expiry and the rest the checker knows.
  able(shift, visit) { return this.visits[visit].needs.every(need => this.worker(shift).can.includes(need)); }
  sentence(visit) { // for those who hear it
    const one = this.visits[visit], at = this.places(visit);
    const parts = [this.names(visit), `agreed start ${this.clock.windows(one.windows)}`, one.tasks.join(", ").replaceAll("_", " ")];
    if (at.length) parts.unshift(this.clock.span(at[0].start, at[0].end)); else parts.unshift("Not served");
    if (one.company) parts.push(one.company);
    if (one.late) parts.push(`late by ${Math.round(one.late / 60)} minutes`);
    if (one.joint) parts.push("joint visit");
    if (one.pin) parts.push("pinned");
    if (one.broken) parts.push(...one.broken);
    return parts.join("; ");
  }
  title(visit) {
    const one = this.visits[visit], at = this.places(visit)[0];
    const lines = [`${at ? this.clock.span(at.start, at.end) : "NOT SERVED"} ${this.names(visit)} (${visit})`,
      `agreed start ${this.clock.windows(one.windows)}, priority ${one.priority}, ${one.tasks.join(", ")}`];
    if (one.joint) lines.push(one.joint);
    if (one.company) lines.push(one.company);
    if (one.late) lines.push(`late by ${Math.round(one.late / 60)} min`);
    if (one.pin) lines.push("pinned");
    return lines.concat(one.broken || []).join("\n");
  }
}
