export function changesFor() { return { acts: {}, drawn() {} }; }
