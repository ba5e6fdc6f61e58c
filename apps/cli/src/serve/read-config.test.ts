import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { optionLeaves } from "./option-leaf.ts";
import { readConfig } from "./read-config.ts";

const file = join(mkdtempSync(join(tmpdir(), "rivulet-")), "rivulet.json");

function fileOf(settings: unknown): string {
  writeFileSync(file, typeof settings === "string" ? settings : JSON.stringify(settings));
  return file;
}

describe("the options of serve", () => {
  it("have defaults that serve without any", async () => {
    expect(await readConfig({}, {})).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      model: ["en-tagger"],
      workers: 1,
      store: "memory",
      scheduler: { waitMs: 0 },
      limits: { frameBytes: 65_536 },
    });
  });

  it("come from flags before the environment before the file before the defaults", async () => {
    const config = fileOf({ port: 1, host: "file", logLevel: "info", limits: { idleMs: 1, sessions: 1 } });
    const environment = {
      RIVULET_CONFIG: config,
      RIVULET_HOST: "environment",
      RIVULET_PORT: "2",
      RIVULET_MODEL: "a,b",
    };
    const flags = { port: "3", limitsSessions: "7" };
    expect(await readConfig(flags, { ...environment, RIVULET_LIMITS_SESSIONS: "2" })).toMatchObject({
      port: 3,
      host: "environment",
      model: ["a", "b"],
      logLevel: "info",
      workers: 1,
      limits: { idleMs: 1, sessions: 7, frameBytes: 65_536 },
    });
  });

  it("can each be given by a flag and a variable", async () => {
    for (const { path, attribute, variable, type, default: standard } of optionLeaves) {
      if (typeof standard !== "number" || type !== "number") continue;
      const read = async (flags: Record<string, string>, environment: Record<string, string>): Promise<unknown> =>
        path.reduce<unknown>(
          (value, name) => (value as Record<string, unknown>)[name],
          await readConfig(flags, environment),
        );
      expect([path, await read({ [attribute]: "17" }, {})]).toEqual([path, 17]);
      expect([path, await read({}, { [variable]: "17" })]).toEqual([path, 17]);
    }
  });

  it.each([
    ["a flag out of range", { port: "70000" }, {}, /--port: .*65535, came 70000$/],
    ["a flag that is no number", { workers: "many" }, {}, /--workers: .*number.*came "many"$/],
    ["a variable that is no number", {}, { RIVULET_LIMITS_IDLE_MS: "x" }, /RIVULET_LIMITS_IDLE_MS: .*came "x"$/],
    ["half of a pair", { tlsCert: "cert.pem" }, {}, /tlsCert and tlsKey together/],
    ["keys without their issuer", { jwks: "keys.json" }, {}, /jwtIssuer and jwtAudience/],
    ["a word that is none", { logLevel: "loud" }, {}, /--log-level: .*came "loud"$/],
  ])("are refused with their name: %s", async (_, flags, environment, message) => {
    await expect(readConfig(flags, environment)).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ["an unknown name", { prot: 1 }, /prot/],
    ["an unknown limit", { limits: { idle: 1 } }, /limits in .*idle/],
    ["a value of another type", { limits: { idleMs: "1" } }, /limits.idleMs in .*rivulet\.json: .*came "1"$/],
    ["no JSON", "{", /expected JSON in/],
    ["no object", [1], /expected a JSON object in/],
  ])("in a file are refused with the file's name: %s", async (_, settings, message) => {
    await expect(readConfig({ config: fileOf(settings) }, {})).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(message),
    });
  });

  it("are refused without repeating what may hold a password", async () => {
    const refused = readConfig({ store: "nat://user:password@host" }, {});
    await expect(refused).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    await expect(refused).rejects.not.toThrow("password");
  });
});
