import type { Model } from "./model.ts";
import type { ModelKernels } from "./model-kernels.ts";

const kernels = new WeakMap<Model, ModelKernels>();

/** For `Model` alone: lets the functions of this package that run it reach what it runs on. */
export function lendKernels(model: Model, own: ModelKernels): void {
  kernels.set(model, own);
}

/** For this package alone, which does not export it. @throws TypeError for what `Model.create` did not make */
export function kernelsOf(model: Model): ModelKernels {
  const found = kernels.get(model);
  if (found === undefined) throw new TypeError("expected a Model of this engine, came another value");
  return found;
}
