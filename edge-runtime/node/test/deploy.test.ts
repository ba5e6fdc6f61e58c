import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const deploy = resolve(import.meta.dirname, "../deploy");
const folder = mkdtempSync(join(tmpdir(), "rivulet-deploy-"));

/** The instructions of the Dockerfile, continued lines joined. */
const instructions = readFileSync(join(deploy, "Dockerfile"), "utf8")
  .replace(/^\s*#.*\n/gm, "")
  .replace(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line !== "");

function argumentsOf(name: string): string[] {
  return instructions.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
}

describe("the Dockerfile", () => {
  it("copies and runs what the repository has", () => {
    const copied = argumentsOf("COPY")
      .filter((copy) => !copy.startsWith("--from="))
      .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
    const used = argumentsOf("RUN").flatMap((run) => [...run.matchAll(/(?:\/source|scripts)\/[\w./-]+/g)].flat());
    // What is built is not there before.
    const sources = used.filter((path) => !path.includes("/dist")).map((path) => path.replace(/^\/source\//, ""));
    expect(copied).toContain(".");
    expect(sources).toContain("scripts/setup.mjs");
    expect(sources).toContain("apps/cli/package.json");
    for (const path of [...copied, ...sources]) expect([path, existsSync(resolve(root, path))]).toEqual([path, true]);
  });

  it("leaves out only what is made anew or what no build needs", () => {
    const ignored = readFileSync(join(deploy, "Dockerfile.dockerignore"), "utf8").trim().split("\n");
    const tracked = spawnSync("git", ["ls-files"], { cwd: root, encoding: "utf8" });
    const folders = new Set(tracked.stdout.split("\n").flatMap((file) => file.split("/").slice(0, -1)));
    const generated = ignored.filter((line) => line.startsWith("**/")).map((line) => line.slice(3));
    expect(generated.filter((name) => folders.has(name))).toEqual([]);
  });

  it("ends with a user that is not root, after all that needs to be", () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
    const at = last.indexOf("USER node");
    expect(at).toBeGreaterThan(0);
    expect(last.slice(at).filter((line) => /^(RUN|COPY|ADD|USER root)/.test(line))).toEqual([]);
  });

  const health = JSON.parse(argumentsOf("HEALTHCHECK")[0].replace(/^.*?CMD /, "")) as string[];
  const check = async (environment: Record<string, string>): Promise<number> => {
    const [, ...args] = health;
    const child: ChildProcess = spawn(process.execPath, args, { env: environment, stdio: "ignore" });
    return (await once(child, "exit"))[0];
  };

  it.each([
    [200, 0],
    [503, 1],
  ])("is healthy by the answer of its server: %i", async (status, exitCode) => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === "/healthz" ? status : 404).end(),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    expect(await check({ RIVULET_PORT: `${port}` })).toBe(exitCode);
    server.close();
    await once(server, "close");
    expect(await check({ RIVULET_PORT: `${port}` })).toBe(1);
  });

  it("is healthy over TLS, too", async () => {
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const subject = ["-subj", "/CN=other", "-days", "2", "-nodes"];
    execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
    const pem = { cert: readFileSync(cert), key: readFileSync(key) };
    const server = createTlsServer(pem, (_, response) => response.writeHead(200).end());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    expect(await check({ RIVULET_PORT: `${port}`, RIVULET_TLS_CERT: cert })).toBe(0);
    server.close();
  });
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

it.skipIf(!hasSystemd)("the unit is one that systemd understands", () => {
  // On a machine that serves, Node is where the unit says.
  const unit = readFileSync(join(deploy, "rivulet.service"), "utf8").replace("/usr/bin/node", process.execPath);
  const path = join(folder, "rivulet.service");
  writeFileSync(path, unit);
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8" });
  // Other units of this machine may have faults of their own.
  const faults = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("rivulet.service"));
  expect([status, faults]).toEqual([0, []]);
});
