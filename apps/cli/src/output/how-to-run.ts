/** What `rivulet import` prints at the end: how the model is looked at and run. */
export function howToRun(path: string): string {
  return `
Look at it again:
  npm run -s rivulet -- inspect ${path}
Run it, in TypeScript:
  const { config, weights } = decodeModelFile(await readFile(${JSON.stringify(path)}));
  const model = Model.create(config, weights);
  const probabilities = runSequence(model, inputs).probabilities();
`;
}
