import { expect, test } from "vitest";
import { Message } from "./message.ts";

// The examples of https://protobuf.dev/programming-guides/encoding
test("a number of several bytes", () => {
  expect([...new Message().int(1, 150).encode()]).toEqual([0x08, 0x96, 0x01]);
});

test("a text", () => {
  expect([...new Message().text(2, "testing").encode()]).toEqual([0x12, 7, ...Buffer.from("testing")]);
});

test("a message in a message", () => {
  expect([...new Message().message(3, new Message().int(1, 150)).encode()]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]);
});

test("a number of more than 32 bits", () => {
  expect([...new Message().int(1, 2 ** 35).encode()]).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
});
