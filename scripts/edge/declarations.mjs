import { resolve } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const rivulet = "edge-runtime/rivulet";
/** Types that only members for the library's own use name. */
const INTERNAL_TYPES = "private shared type exports";

/**
 * The type declarations of the public package: each entry's, and in files beside them what entries share. They name no
 * package but `rxjs`: what else is used is inside.
 */
export async function bundleDeclarations(root) {
  const source = (name) => resolve(root, rivulet, "src", `${name}.ts`);
  const bundle = await rollup({
    input: { index: source("index"), rx: source("rx"), client: source("client") },
    external: ["rxjs"],
    plugins: [
      dts({
        tsconfig: resolve(root, rivulet, "tsconfig.json"),
        // By name they would be packages from outside, which stay imports.
        compilerOptions: { rootDir: root, paths: { "@rivulet/*": [resolve(root, "packages/*/src/index.ts")] } },
      }),
    ],
    onLog(_, { message }) {
      if (!message.includes(INTERNAL_TYPES)) throw new Error(`declarations of ${rivulet}: ${message}`);
    },
  });
  const names = { entryFileNames: "[name].d.ts", chunkFileNames: "[name].d.ts" };
  const { output } = await bundle.generate({ format: "es", ...names });
  await bundle.close();
  return output.map(({ fileName, code }) => ({ path: resolve(root, rivulet, "dist/types", fileName), contents: code }));
}
