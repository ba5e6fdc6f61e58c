export function bundle(at: string, entries: Readonly<Record<string, string>>): Promise<void>;
