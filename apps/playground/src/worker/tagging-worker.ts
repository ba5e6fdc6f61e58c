import { DeviceTagger } from "./device-tagger.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** The part of a worker's scope that is used here: the DOM's types know a page's alone. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: { readonly data: ToWorker }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const tell = (message: FromWorker) => scope.postMessage(message);
let tagger: Promise<DeviceTagger> | undefined;

async function load(address: string): Promise<DeviceTagger> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`expected the model file, came status ${response.status} of ${address}`);
  return new DeviceTagger(new Uint8Array(await response.arrayBuffer()), tell);
}

async function take(message: ToWorker): Promise<void> {
  if (message.type === "load") {
    tagger = load(message.address);
    await tagger;
    return;
  }
  const loaded = await tagger;
  if (message.type === "push") loaded?.push(message.text);
  else if (message.type === "reset") loaded?.reset();
  else loaded?.show(message.quantity);
}

scope.addEventListener("message", ({ data }) => {
  take(data).catch((error) => tell({ type: "failed", message: String(error) }));
});
