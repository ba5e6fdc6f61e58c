import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { Channel } from "./channel.ts";

const lost = new RivuletError("CONNECTION_LOST", "expected a connection, came none");

async function collect<T>(channel: Channel<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of channel) items.push(item);
  return items;
}

describe("Channel", () => {
  it("keeps what comes before anyone reads, and gives what comes while someone waits", async () => {
    const channel = new Channel<number>();
    channel.push(1);
    channel.push(2);
    const all = collect(channel);
    await Promise.resolve();
    channel.push(3);
    channel.end();
    channel.push(4);
    expect(await all).toEqual([1, 2, 3]);
  });

  it("gives what waited before it fails, then is over", async () => {
    const channel = new Channel<number>();
    channel.push(1);
    channel.end(lost);
    const iterator = channel[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await expect(iterator.next()).rejects.toBe(lost);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("loses nothing where a loop is left early", async () => {
    const channel = new Channel<number>();
    for (const item of [1, 2, 3]) channel.push(item);
    channel.end();
    for await (const item of channel) {
      expect(item).toBe(1);
      break;
    }
    expect(await collect(channel)).toEqual([2, 3]);
  });

  it("gives the first subscriber what waited, all subscribers what comes, and waits again without any", () => {
    const channel = new Channel<number>();
    const seen: string[] = [];
    channel.push(1);
    const first = channel.observable.subscribe((item) => seen.push(`first ${item}`));
    const second = channel.observable.subscribe((item) => seen.push(`second ${item}`));
    channel.push(2);
    first.unsubscribe();
    second.unsubscribe();
    channel.push(3);
    expect(channel.size).toBe(1);
    channel.end(lost);
    channel.observable.subscribe({
      next: (item) => seen.push(`third ${item}`),
      error: (error) => seen.push(error.code),
    });
    expect(seen).toEqual(["first 1", "first 2", "second 2", "third 3", "CONNECTION_LOST"]);
  });

  it("says when something that waited is taken", async () => {
    let taken = 0;
    const channel = new Channel<number>(() => taken++);
    channel.push(1);
    channel.push(2);
    channel.end();
    await collect(channel);
    expect(taken).toBe(2);
  });
});
