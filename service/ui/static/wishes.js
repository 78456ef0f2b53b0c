// Changes by hand: the documents the API takes, and how they read. The words of the API stand only here.
export const wish = {
  move: (visit, shift, start, from) => ({ change: "move", visit, shift, start, ...(from ? { from_shift: from } : {}) }),
  leaveOut: visit => ({ change: "unserve", visit }),
  pin: visit => ({ change: "pin", visit }),
  keepWith: (visit, worker) => ({ change: "pin", visit, worker }),
  unpin: visit => ({ change: "unpin", visit }),
  swap: (one, other) => ({ change: "swap", shifts: [one, other] }),
  late: (visit, until, reason) => ({ change: "late", visit, until, by: "-", reason }), // the service puts in whoever asks
  window: (visit, times, minutes) => ({ change: "window", visit, ...(times ? { earliest: times[0], latest: times[1] } : {}), ...(minutes ? { minutes } : {}) }),
  callOff: (visit, reason) => ({ change: "cancel", visit, by: "-", reason }),
  add: visit => ({ change: "add", visit }),
  absent: worker => ({ change: "absent", worker }),
};

export function spoken(day, change, seconds) {
  const who = shift => day.worker(day.shift.get(shift)).name;
  const name = typeof change.visit === "string" ? `${day.names(change.visit)} (${change.visit})` : "";
  switch (change.change) {
    case "move": return `${name} to ${who(change.shift)}${seconds ? ` at ${day.clock.at(seconds)}` : ""}`;
    case "unserve": return `Take ${name} off the roster`;
    case "pin": if (change.worker) return `Keep ${name} with ${day.workers[change.worker].name}`; return `Pin ${name} where it is`;
    case "unpin": return `Unpin ${name}`;
    case "window": return `Other times for ${name}`;
    case "cancel": return `Call off ${name}`;
    case "swap": return `Swap the rounds of ${who(change.shifts[0])} and ${who(change.shifts[1])}`;
    case "late": return `Accept that ${name} begins by ${day.clock.at(seconds)}`;
    case "absent": return `${day.workers[change.worker].name} is absent`;
    default: return change.change;
  }
}
