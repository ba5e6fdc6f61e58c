import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { TaggerModel, TextTagger } from "@rivulet/live";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { node24, systemNode } from "./runtimes/node-executables.ts";
import { modelFile, root } from "./runtimes/paths.ts";
import { firstHalf, secondHalf } from "./suite/text.ts";

const run = promisify(execFile);
const rivulet = resolve(root, "edge-runtime/rivulet");
const typescript = resolve(root, "node_modules/typescript/bin/tsc");

/** How users resolve modules, and the types of the platform that they have. */
const resolutions = [
  { name: "nodenext", options: { module: "nodenext", lib: ["ES2023"], types: ["node"] } },
  { name: "bundler", options: { module: "esnext", moduleResolution: "bundler", lib: ["ES2023", "DOM"], types: [] } },
];

const npmMissing = await run("npm", ["--version"]).then(
  () => undefined,
  () => "npm is not installed",
);
const where = npmMissing === undefined ? "" : ` (skipped: ${npmMissing})`;
let folder: string;
let tarball: Buffer;

/** A project outside the workspace: the packed package unpacked, and what it asks for beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rivulet-package-"));
  if (npmMissing !== undefined) return;
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: rivulet });
  const [file] = await readdir(folder);
  tarball = await readFile(join(folder, file));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "rivulet"), { recursive: true });
  await run("tar", ["-xzf", join(folder, file), "-C", join(modules, "rivulet"), "--strip-components=1"]);
  await symlink(await realpath(join(rivulet, "node_modules/rxjs")), join(modules, "rxjs"));
  await mkdir(join(modules, "@types"));
  await symlink(await realpath(resolve(root, "node_modules/@types/node")), join(modules, "@types/node"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await cp(resolve(import.meta.dirname, "package/tag-sentence.ts"), join(folder, "tag-sentence.ts"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Checks the types of the user's program, all declarations included, and compiles it. */
async function compile({ name, options }: (typeof resolutions)[number]): Promise<string> {
  const compilerOptions = {
    ...options,
    target: "es2023",
    strict: true,
    skipLibCheck: false,
    declaration: true,
    outDir: name,
  };
  const config = join(folder, `tsconfig.${name}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, files: ["tag-sentence.ts"] }));
  await run(process.execPath, [typescript, "-p", config]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
  return join(folder, name, "tag-sentence.js");
}

describe("the published package", () => {
  it.skipIf(npmMissing)(`has nothing that publint speaks of${where}`, async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it.skipIf(npmMissing)(`has the types of what it runs, wherever modules can be imported${where}`, async () => {
    const checked = await checkPackage(createPackageFromTarballData(tarball));
    if (checked.types === false) throw new Error("expected declarations, came none");
    expect(Object.keys(checked.entrypoints).sort()).toEqual([".", "./client", "./rx"]);
    // It is an ES module; resolution as in Node 10 knows no exports.
    const problems = checked.problems.filter(
      (problem) =>
        !(problem.kind === "CJSResolvesToESM" || ("resolutionKind" in problem && problem.resolutionKind === "node10")),
    );
    expect(problems).toEqual([]);
  });

  it.skipIf(npmMissing)(`names no package but what is installed with it${where}`, async () => {
    const types = join(folder, "node_modules/rivulet/dist/types");
    const names = new Set<string>();
    for (const file of await readdir(types)) {
      const text = await readFile(join(types, file), "utf8");
      for (const [, name] of text.matchAll(/\b(?:from|import|module)\s*\(?\s*["']([^."'][^"']*)["']/g)) names.add(name);
      expect(text).not.toContain("/// <reference");
    }
    expect([...names]).toEqual(["rxjs"]);
  });

  it.skipIf(npmMissing).each(resolutions)(
    `type-checks and runs in a project of another, resolution $name${where}`,
    async (resolution) => {
      const program = pathToFileURL(await compile(resolution)).href;
      const pieces = JSON.stringify([firstHalf, secondHalf]);
      const code = `import * as user from ${JSON.stringify(program)};
const model = new URL(${JSON.stringify(pathToFileURL(modelFile).href)});
console.log(JSON.stringify({
  operator: await user.tagPieces(model, ${pieces}),
  stream: await user.tagStream(model, ${pieces}),
  noModel: await user.codeOfNoModel(),
}));`;
      const tagger = new TextTagger(TaggerModel.load(await readFile(modelFile)));
      const tags = [...tagger.push(firstHalf), ...tagger.push(secondHalf), ...tagger.flush()];
      tagger.dispose();
      const expected = tags.filter(({ final }) => final).map(({ token, label }) => `${token}/${label}`);
      for (const node of new Set([node24, systemNode])) {
        const { stdout } = await run(node, ["--input-type=module", "--eval", code], { cwd: folder });
        expect(JSON.parse(stdout)).toEqual({ operator: expected, stream: expected, noModel: "FILE_DAMAGED" });
      }
    },
  );
});
