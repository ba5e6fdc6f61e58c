import { RivuletError } from "@rivulet/errors";

/** A secret that checkpoints are sealed with. Servers that share it take up each other's sessions. */
export interface CheckpointKey {
  /** Stands in the checkpoint, so that the right key is found. */
  readonly name: string;
  /** At least 32 random bytes. */
  readonly secret: Uint8Array;
}

/** Refuses keys that can't keep checkpoints safe: ARGUMENT_INVALID. */
export function checkKeys(keys: readonly CheckpointKey[]): readonly CheckpointKey[] {
  if (keys.length === 0) throw new RivuletError("ARGUMENT_INVALID", "expected at least one checkpoint key, came none");
  const names = new Set<string>();
  for (const { name, secret } of keys) {
    if (names.has(name))
      throw new RivuletError("ARGUMENT_INVALID", `expected keys of different names, came ${name} twice`);
    names.add(name);
    if (secret.length >= 32) continue;
    const detail = `expected checkpoint keys of at least 32 bytes, came ${secret.length} in ${name}`;
    throw new RivuletError("ARGUMENT_INVALID", detail);
  }
  return keys;
}
