// What a solver is at, in words.
export const PHASES = { journeys: "Working out the journeys", "getting ready": "Getting ready", bound: "Looking for a bound on the cost", search: "Searching", proof: "Looking for a proof", audit: "Trying every visit left out on every shift", verdicts: "Finding out why", joins: "Looking for joins" };
