import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Copies the models that the sources name by `new URL("….safetensors", import.meta.url)` to
 * dist/models and points the URL there: the bundle's own address is not its source's.
 */
export function shippedModels(dist) {
  return {
    name: "shipped-models",
    setup(builder) {
      builder.onLoad({ filter: /packages[\\/]models[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const moved = readFileSync(path, "utf8").replace(
          /new URL\("([^"]+\.safetensors)", import\.meta\.url\)/g,
          (_, file) => {
            const source = resolve(dirname(path), file);
            const place = join("models", file.replace(/^(\.\.?\/)+/, ""));
            mkdirSync(dirname(join(dist, place)), { recursive: true });
            if (existsSync(source)) copyFileSync(source, join(dist, place));
            return `new URL("./${place}", import.meta.url)`;
          },
        );
        return { contents: moved, loader: "ts" };
      });
    },
  };
}
