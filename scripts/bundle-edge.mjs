import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { build, stop } from "esbuild";
import { measure } from "./edge/budgets.mjs";
import { bundles } from "./edge/bundles.mjs";
import { bundleDeclarations } from "./edge/declarations.mjs";
import { newestChange } from "./newest-change.mjs";

const START = "<!-- sizes: written by the build -->";
const END = "<!-- end of sizes -->";

/** Puts the table of sizes where the page keeps it. */
function writeTable(page, table) {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.indexOf(START), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${page} has no place for the table of sizes`);
  const written = `${text.slice(0, before + START.length)}\n\n${table}\n\n${text.slice(after)}`;
  if (written !== text) writeFileSync(page, written);
}

/** Each file is put in place when whole: a second process never reads half of one. */
function write(files) {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
}

/** Chunks are named by what they hold: those of an earlier build would stay. */
function removeOthers(folder, files) {
  const kept = new Set(files.map(({ path }) => path));
  for (const name of readdirSync(folder)) {
    if (!kept.has(resolve(folder, name))) rmSync(resolve(folder, name));
  }
}

/** Builds what other runtimes than the command line's run, if any source is newer; fails over a size budget. */
export async function bundleEdge(root, log) {
  const stamp = resolve(root, "edge-runtime/rivulet/dist/.built");
  const sources = ["packages", "edge-runtime", "scripts", "pnpm-lock.yaml"].map((path) => resolve(root, path));
  const newest = Math.max(newestChange(sources), newestChange([resolve(root, "packages/engine/build")]));
  if (existsSync(stamp) && newestChange([stamp]) > newest) return;
  log("bundling edge-runtime");
  for (const bundle of bundles) {
    const { outputFiles } = await build({ ...bundle, absWorkingDir: root });
    write(outputFiles);
    if (bundle.splitting) removeOthers(resolve(root, bundle.outdir), outputFiles);
  }
  write(await bundleDeclarations(root));
  const { table, over } = await measure(root);
  await stop();
  writeTable(resolve(root, "docs/runtimes.md"), table);
  if (over.length > 0) throw new Error(`over the size budget\n${over.join("\n")}`);
  writeFileSync(stamp, "");
}
