import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cellVariants } from "@rivulet/engine/reference";
import { expect, it } from "vitest";
import { echoBatches, echoConfig, echoOptions, evaluateEcho } from "../test/echo-task.ts";
import { Trainer } from "./trainer.ts";

it("bits", async () => {
  const out: Record<string, string> = {};
  for (const cell of cellVariants(11)) {
    const config = echoConfig(cell);
    const trainer = new Trainer(config, {
      ...echoOptions,
      epochs: 2,
      inputDropout: 0.2,
      outputDropout: 0.3,
      shards: 2,
    });
    await trainer.run(echoBatches, evaluateEcho(config));
    out[JSON.stringify(cell)] = createHash("sha256").update(trainer.checkpoint()).digest("hex");
  }
  const f = "/tmp/network-bits.json";
  if (!existsSync(f)) writeFileSync(f, JSON.stringify(out));
  expect(out).toEqual(JSON.parse(readFileSync(f, "utf8")));
});
