// What a solver is at, in words.
export const PHASES = { "getting ready": "Getting ready", search: "Searching", audit: "Trying every visit left out on every shift", verdicts: "Finding out why", joins: "Looking for joins" };
