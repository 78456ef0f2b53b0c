// What is selected, shared by timeline, map, list and details.
export class Choice {
  constructor() { this.shift = null; this.visit = null; this.heard = []; }
  hear(told) { this.heard.push(told); }
  set(shift, visit, by = "") {
    if (shift === this.shift && visit === this.visit) return;
    this.shift = shift; this.visit = visit;
    for (const told of this.heard) told(this, by);
  }
  clear() { this.set(null, null); }
}
