export interface Transcript {
  readonly id: string;
  readonly name: string;
  /** A sentence a line. */
  readonly text: string;
}

/** Written for this page; CC0. */
export const transcripts: readonly Transcript[] = [
  {
    id: "thoughts",
    name: "Second thoughts",
    text: `Have you been running long, or just walking?
Please tell her that that question is still open.
Her work pays less than his work does.
There is no time like the present, so present your plan.
One of them has come back early, after all.
We can record a new record, and close the close match.
Watch how it reads: more words, fewer doubts.
`,
  },
  {
    id: "harbour",
    name: "Harbour report",
    text: `Good morning from the harbour.
The wind turned west during the night and the fog is lifting.
Two small boats left before dawn, and one of them has already come back.
She carries herring, about four hundred kilos, and a very tired crew.
The ferry will run ten minutes late because the tide is low.
If you plan to sail today, watch the bar and keep south of the buoys.
We will report again at noon.
`,
  },
  {
    id: "kitchen",
    name: "In the kitchen",
    text: `So first we warm the pan, slowly, with a little oil.
The onions go in before the garlic, because garlic burns fast.
Stir them now and then, and do not let them brown.
While they soften, cut the tomatoes and salt them well.
They should taste like summer before they ever see the heat.
Now everything goes in together, and we wait.
That is the hardest part.
`,
  },
];
