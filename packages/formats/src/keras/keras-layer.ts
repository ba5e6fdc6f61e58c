import { type Fields, objectField, textField } from "./fields.ts";

/** One layer of a configuration. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Fields;
}

/** `{ class_name, config: { name, … } }` */
export function kerasLayer(fields: Fields): KerasLayer {
  const className = textField(fields, "class_name", "a layer");
  const config = objectField(fields, "config", className);
  return { className, name: textField(config, "name", className), config };
}
