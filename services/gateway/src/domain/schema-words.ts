/** The parts of a JSON Schema that are shown. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly description?: string;
};

/** A type as a person says it: `text`, `moment`, `a | b`, `list of number`, `number or nothing`. */
export const typeOf = (schema: Schema): string => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" or ");
  if (schema.enum) return schema.enum.map(String).join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (Array.isArray(schema.type))
    return schema.type.map((type: string) => typeOf({ ...schema, type })).join(" or ");
  return plain(schema);
};

const words: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  null: "nothing",
};

const plain = ({ type, format, items, properties }: Schema): string => {
  if (type === "array") return `list of ${items ? typeOf(items) : "anything"}`;
  if (type === "object") return properties ? `{ ${Object.keys(properties).join(", ")} }` : "object";
  if (format === "date-time") return "moment";
  return words[String(type)] ?? "anything";
};
