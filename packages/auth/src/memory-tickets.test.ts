import { expect, it } from "vitest";
import { MemoryTickets } from "./memory-tickets.ts";
import { TICKET_MS } from "./tickets.ts";

it("a ticket is good once, and not for long", async () => {
  let now = 0;
  const tickets = new MemoryTickets(() => now);
  const [first, second, third] = [
    await tickets.issue({ subject: "a" }),
    await tickets.issue({ subject: "b" }),
    await tickets.issue({ subject: "c" }),
  ];
  expect(await tickets.redeem(second)).toEqual({ subject: "b" });
  expect(await tickets.redeem(second)).toBeUndefined();
  now = TICKET_MS - 1;
  expect(await tickets.redeem(first)).toEqual({ subject: "a" });
  now = TICKET_MS;
  expect(await tickets.redeem(third)).toBeUndefined();
  expect(await tickets.redeem("none")).toBeUndefined();
});

it("no more are out than memory may hold; those that expire make room", async () => {
  let now = 0;
  const tickets = new MemoryTickets(() => now);
  for (let count = 0; count < 10_000; count++) await tickets.issue({ subject: "a" });
  await expect(tickets.issue({ subject: "a" })).rejects.toMatchObject({ code: "LIMIT_RATE" });
  now = TICKET_MS;
  await expect(tickets.issue({ subject: "a" })).resolves.toHaveLength(43);
});
