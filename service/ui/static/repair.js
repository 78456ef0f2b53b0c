export async function repair() {}
export async function undo() {}
