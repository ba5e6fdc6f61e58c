import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KB = 1_000;

/** What has to fit into how much after gzip. `code`: a program of a browser, as a bundler makes it; `folder`: all files in it. */
const budgets = [
  {
    name: "engine and loader (`loadNetwork`, a session)",
    code: 'export { loadNetwork } from "rivulet";',
    limit: 25 * KB,
  },
  { name: "tagger and loader (`loadModel`)", code: 'export { loadModel } from "rivulet";' },
  {
    name: "browser: client, taggers in a Web Worker, operators, rxjs",
    files: ["edge-runtime/browser/dist/rivulet.js"],
    limit: 40 * KB,
  },
  { name: "browser: the Web Worker, with the engine", files: ["edge-runtime/browser/dist/rivulet-worker.js"] },
  { name: "Worker with en-tagger", folder: "edge-runtime/workers/dist", limit: 3_000 * KB },
];

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kb = (bytes) => `${(bytes / KB).toFixed(1)} kB`;

async function sizeOf({ code, files, folder }, root) {
  if (code !== undefined) {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: resolve(root, "test") },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      charset: "utf8",
      platform: "browser",
    });
    return { plain: outputFiles[0].contents.length, gzipped: gzip(outputFiles[0].contents) };
  }
  const paths = files ?? readdirSync(resolve(root, folder)).map((name) => join(folder, name));
  const contents = paths.map((path) => readFileSync(resolve(root, path)));
  return {
    plain: contents.reduce((sum, { length }) => sum + length, 0),
    gzipped: contents.reduce((sum, bytes) => sum + gzip(bytes), 0),
  };
}

/** Sizes of what was built, as rows of a table, and what is over its budget. */
export async function measure(root) {
  const lines = ["| bundle | minified | gzip | budget |", "|---|---:|---:|---:|"];
  const over = [];
  for (const budget of budgets) {
    const { plain, gzipped } = await sizeOf(budget, root);
    const { name, limit } = budget;
    lines.push(`| ${name} | ${kb(plain)} | ${kb(gzipped)} | ${limit === undefined ? "–" : kb(limit)} |`);
    if (limit !== undefined && gzipped > limit) over.push(`${name}: ${kb(gzipped)}, budget ${kb(limit)}`);
  }
  return { table: lines.join("\n"), over };
}
