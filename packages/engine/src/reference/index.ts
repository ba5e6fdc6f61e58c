export { type ActivationFunction, activationFunction, activations } from "./activations.ts";
export type { CellState } from "./cell.ts";
export { activationVariants, cellVariants, furtherActivationVariants, withHidden } from "./cell-variants.ts";
export { type CtcLoss, ctcLoss } from "./ctc.ts";
export {
  type DecoderStep,
  type EncoderDecoderForward,
  encoderDecoderBackward,
  encoderDecoderForward,
} from "./encoder-decoder.ts";
export {
  type EncoderDecoderExample,
  encoderDecoderName,
  encoderDecoderVariants,
  randomEncoderDecoderExample,
} from "./encoder-decoder-variants.ts";
export { finiteDifferences, relativeError } from "./finite-differences.ts";
export { headProbabilities } from "./head.ts";
export type { ReferenceInput } from "./input.ts";
export { headLoss, type Loss, type Target } from "./loss.ts";
export {
  type OuterGradients,
  type ReferenceForward,
  type ReferenceGradients,
  type ReferenceStep,
  referenceBackward,
  referenceForward,
  type SequenceTargets,
  sequenceLoss,
  zeroState,
} from "./network.ts";
export { randomWeights, seededNumbers } from "./random-weights.ts";
export type { DoubleTensor, DoubleTensors, ReferenceWeights } from "./tensors.ts";
