import { fnv1a } from "@rivulet/text";

const plain = /^[A-Za-z0-9_-]+$/;

/** The key as one token of a subject: itself where it can be, else "=" and its UTF-8 in base64url. Different for each key. */
export function keyToken(key: string): string {
  if (plain.test(key)) return key;
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(key)));
  return `=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** What stands in a key's place for messages that have none. No key has this token. */
export function keylessToken(partition: number): string {
  return `=.${partition}`;
}

/** Which of `count` parts the key is in. */
export function partitionOf(key: string, count: number): number {
  return fnv1a(key) % count;
}
