// Runs all checks and tests in turn; the last line says `N passed, N failed[, N skipped]`.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { node24 } from "./node24.mjs";
import { systemNode } from "./system-node.mjs";

const root = resolve(import.meta.dirname, "..");
const results = resolve(root, "test/results");
const total = { passed: 0, failed: 0, skipped: 0 };

function run(title, executable, args) {
  console.log(`\n== ${title}`);
  return spawnSync(executable, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status;
}

/** A check without tests of its own counts as one. */
function check(title, executable, args) {
  if (run(title, executable, args) === 0) total.passed++;
  else total.failed++;
}

function vitest(title, name, executable, folders) {
  const output = resolve(results, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
  rmSync(output, { force: true });
  const program = ["--import", "./scripts/node20-map-group-by.mjs", "node_modules/vitest/vitest.mjs"];
  const status = run(title, executable, [...program, "run", ...reporters, ...folders]);
  const counted = countReport(output);
  total.passed += counted.passed;
  total.skipped += counted.skipped;
  // A file that can not be loaded or an error outside any test fails the run and no test: it must count all the same.
  total.failed += status !== 0 ? Math.max(counted.failed, 1) : counted.failed;
}

function countReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && assertionResults.every((test) => test.status !== "failed"),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

// biome does not know of NO_COLOR.
const colors = process.env.NO_COLOR ? ["--colors=off"] : [];
mkdirSync(results, { recursive: true });
const major = (executable) =>
  spawnSync(executable, ["-p", "process.versions.node.split('.')[0]"]).stdout.toString().trim();

check("format and lint", process.execPath, [
  "node_modules/@biomejs/biome/bin/biome",
  "ci",
  "--error-on-warnings",
  ...colors,
  ".",
]);
check("types", process.execPath, ["scripts/typecheck.mjs"]);
vitest(`tests, Node ${major(node24())}`, "node24", node24(), []);
if (major(systemNode()) !== major(node24())) {
  vitest(`tests, Node ${major(systemNode())}`, "system-node", systemNode(), [
    "packages/engine",
    "packages/text",
    "packages/formats",
    "apps/cli",
  ]);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
