// What a solver is at, in words.
export const PHASES = { "getting ready": "Getting ready", search: "Searching", proof: "Looking for a proof", audit: "Trying every visit left out on every shift", verdicts: "Finding out why", joins: "Looking for joins" };
