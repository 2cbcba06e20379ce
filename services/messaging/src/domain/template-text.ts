/**
 * The text of a template: `{{name}}` stands for a value, and a stretch in `[[…]]` is left out when a value in it is
 * missing. Nothing else has a meaning.
 */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "optional"; readonly parts: readonly Part[] };

const optional = /\[\[([\s\S]*?)\]\]/;
const value = /\{\{\s*([a-zA-Z]+)\s*\}\}/;

/** Reads a template's text. Answers what is wrong with it where it cannot be read. */
export const parseText = (source: string): { parts: readonly Part[] } | { problem: string } => {
  const problem = problemOf(source);
  if (problem !== null) return { problem };
  const parts = source
    .split(optional)
    .flatMap((text, index): Part[] =>
      index % 2 === 0 ? valuesAndText(text) : [{ kind: "optional", parts: valuesAndText(text) }],
    );
  return { parts };
};

/** Text and names take turns where a text is split at its names. */
const valuesAndText = (source: string): Part[] =>
  source
    .split(value)
    .map((text, index): Part => (index % 2 === 0 ? { kind: "text", text } : { kind: "value", name: text }))
    .filter((part) => part.kind !== "text" || part.text !== "");

const problemOf = (source: string): string | null => {
  let open = false;
  for (const [mark] of source.matchAll(/\[\[|\]\]/g)) {
    if (open === (mark === "[[")) return open ? "[[ inside [[ … ]]" : "]] without [[";
    open = !open;
  }
  if (open) return "[[ without ]]";
  const plain = source.split(value).filter(isText).join(" ");
  return /\{\{|\}\}/.test(plain) ? "{{ }} does not name a value" : braceIn(plain);
};

// Other systems write {name}, ${name} or ｛｛name｝｝. A customer would read it as it stands.
const brace = /[$＄]?[{｛]+[^{}｛｝]*[}｝]*|[}｝]+/u;

const braceIn = (plain: string): string | null => {
  const [found] = brace.exec(plain) ?? [];
  return found === undefined ? null : `${found} is sent as it stands: a value is named by {{ and }}`;
};

const isText = (_: string, index: number): boolean => index % 2 === 0;

/** Every value that a text names, with whether the text can do without it. */
export const namesIn = (parts: readonly Part[], optional = false): { name: string; optional: boolean }[] =>
  parts.flatMap((part) => {
    if (part.kind === "value") return [{ name: part.name, optional }];
    return part.kind === "optional" ? namesIn(part.parts, true) : [];
  });

/** Fills in the values. A value that is missing outside `[[…]]` leaves its place empty. */
export const fillIn = (parts: readonly Part[], values: Readonly<Record<string, string>>): string =>
  parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      if (part.kind === "value") return valueNamed(part.name, values);
      return namesIn(part.parts).every(({ name }) => valueNamed(name, values))
        ? fillIn(part.parts, values)
        : "";
    })
    .join("");

/** A name comes from outside: `constructor` is no value, although every object has one. */
const valueNamed = (name: string, values: Readonly<Record<string, string>>): string =>
  Object.hasOwn(values, name) ? (values[name] ?? "") : "";
