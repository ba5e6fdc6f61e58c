/** The model that the page's server serves first, and where its file is. */
export interface ServedModel {
  readonly name: string;
  readonly fingerprint: string;
  readonly address: string;
}

/** Asks the server that the page comes from. */
export async function askForModel(): Promise<ServedModel> {
  const response = await fetch("./models");
  if (!response.ok) throw new Error(`expected the server's models, came status ${response.status}`);
  const { models } = (await response.json()) as { models: { name: string; fingerprint: string }[] };
  const [{ name, fingerprint }] = models;
  // The fingerprint makes the address that of these very bytes, so that a browser may keep them.
  return { name, fingerprint, address: `./models/${encodeURIComponent(name)}.safetensors?${fingerprint}` };
}
