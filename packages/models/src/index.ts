export { type ShippedModel, shippedModels } from "./shipped-models.ts";
