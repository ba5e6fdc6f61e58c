import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const everything = "everything";

/** The table of docs/architecture.md, `| level | package | may import |`: what each package may import. */
function readTable(): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  const names = (cell: string): string[] => [...cell.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]);
  for (const line of readFileSync(resolve(root, "docs/architecture.md"), "utf8").split("\n")) {
    const [, name, cell] = /^\| \d \| (`[a-z-]+`) \| (.*) \|$/.exec(line) ?? [];
    if (name !== undefined) table.set(names(name)[0], cell === everything ? [everything] : names(cell));
  }
  return table;
}

const allowed = readTable();

interface Package {
  name: string;
  folder: string;
  dependencies: string[];
}

function packagesOf(group: string): Package[] {
  return readdirSync(resolve(root, group))
    .map((folder) => `${group}/${folder}`)
    .filter((folder) => existsSync(resolve(root, folder, "package.json")))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(resolve(root, folder, "package.json"), "utf8"));
      return {
        folder,
        name: manifest.name.replace("@rivulet/", ""),
        dependencies: Object.keys({
          ...manifest.dependencies,
          ...manifest.peerDependencies,
          // What is published as a bundle depends on what it bundles only while it is developed.
          ...(manifest.files?.includes("dist") ? manifest.devDependencies : {}),
        }),
      };
    });
}

/** The modules that the sources of a package import, tests left out. */
function importsOf(folder: string): { file: string; module: string }[] {
  const source = resolve(root, folder, "src");
  const files = existsSync(source) ? readdirSync(source, { recursive: true, encoding: "utf8" }) : [];
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(resolve(source, file), "utf8");
      const found = text.matchAll(/^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?"([^"]+)"|import\("([^"]+)"\)/gm);
      return [...found].map((match) => ({ file: `${folder}/src/${file}`, module: match[1] ?? match[2] ?? "" }));
    });
}

function mayImport(name: string, other: string): boolean {
  const list = allowed.get(name) ?? [];
  return list.includes(everything) || list.includes(other);
}

const libraries = packagesOf("packages");
const all = [...libraries, ...packagesOf("edge-runtime"), ...packagesOf("apps")];

describe("the layer table", () => {
  it("names every package", () => {
    expect(all.map(({ name }) => name).sort()).toEqual([...allowed.keys()].sort());
  });

  it("goes only downward", () => {
    const names = [...allowed.keys()];
    const upward = [...allowed].flatMap(([name, others]) =>
      others
        .filter((other) => other !== everything && names.indexOf(other) >= names.indexOf(name))
        .map((other) => `${name} → ${other}`),
    );
    expect(upward).toEqual([]);
  });

  it.each(all)("$name declares only dependencies it may have", ({ name, dependencies }) => {
    const ours = dependencies.filter((other) => other.startsWith("@rivulet/")).map((other) => other.slice(9));
    expect(ours.filter((other) => !mayImport(name, other))).toEqual([]);
  });

  it.each(all)("$name imports only what it declares, by package name", ({ folder, dependencies }) => {
    const undeclared = importsOf(folder).filter(({ module }) => {
      if (module.startsWith("node:") || module.startsWith("cloudflare:")) return false;
      if (module.startsWith(".")) return false;
      const parts = module.split("/");
      return !dependencies.includes(module.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? ""));
    });
    expect(undeclared).toEqual([]);
  });

  it.each(all)("$name reaches no other package by a relative path", ({ folder }) => {
    const home = resolve(root, folder);
    const outside = importsOf(folder).filter(
      ({ file, module }) => module.startsWith(".") && !resolve(root, file, "..", module).startsWith(`${home}/`),
    );
    expect(outside).toEqual([]);
  });

  it.each(libraries)("$name touches no platform", ({ folder }) => {
    expect(importsOf(folder).filter(({ module }) => module.startsWith("node:"))).toEqual([]);
  });
});
