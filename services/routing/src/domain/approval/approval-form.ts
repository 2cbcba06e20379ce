import { ownValue } from "@shouwen/contracts/own-value";
import type { Money } from "@shouwen/contracts/values";
import { amountMissing, formContradicts, formIncomplete } from "../rejections.ts";
import type { Flow } from "./approval-flows.ts";
import type { Condition, Field, FilledForm, PlainField } from "./form-fields.ts";

type Answers = Readonly<Record<string, string>>;
type Filled = { readonly form: FilledForm; readonly amount: Money | null };

/** Fields with their answers: those of the form itself, or of one row. */
type Part = {
  readonly fields: readonly PlainField[];
  readonly given: Answers;
  /** What their rules may look at: a row sees what stands beside the rows. */
  readonly seen: Answers;
  /** Where a condition may hold: in a row for itself, in the form for any of its rows, too. */
  readonly held: readonly Answers[];
  readonly path: string;
};

/** Names the field and the rule, never what was filled in: it may be about a person. */
type Contradiction = { readonly field: string } & Readonly<Record<string, unknown>>;

/** What was filled in is what the flow wants: all of it, nothing else, and nothing that contradicts its rules. */
export const requireForm = (flow: Flow, { form, amount }: Filled): void => {
  const parts = partsOf(flow.fields, form);
  const missing = [...missingRows(flow.fields, form), ...parts.flatMap(missingIn)];
  const unknown = parts.flatMap(({ fields, given, path }) =>
    Object.keys(given)
      .filter((name) => !fields.some((field) => field.name === name))
      .map((name) => path + name),
  );
  if (missing.length + unknown.length > 0) throw formIncomplete({ missing: [...new Set(missing)], unknown });
  const wrong = [
    ...wrongRows(flow.fields, form),
    ...parts.flatMap(wrongIn),
    ...tooMuch(flow, { form, amount }),
  ];
  if (wrong.length > 0) throw formContradicts({ fields: wrong });
  if (flow.amountRequired && amount === null) throw amountMissing();
};

const partsOf = (fields: readonly Field[], form: FilledForm): Part[] => {
  const seen = answersOf(form);
  const rowsOf = ({ name, rows }: Field): Part[] => {
    const given = ownValue(form, name);
    if (!rows || !Array.isArray(given)) return [];
    return given.map((row, at) => {
      const both = { ...seen, ...row };
      return { fields: rows.fields, given: row, seen: both, held: [both], path: `${name}.${at}.` };
    });
  };
  const rows = fields.flatMap(rowsOf);
  const held = [seen, ...rows.map((row) => row.seen)];
  return [{ fields, given: namesIn(form), seen, held, path: "" }, ...rows];
};

const answersOf = (form: FilledForm): Answers =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, said]) => (typeof said === "string" ? [[name, said]] : [])),
  );

/** Rows count as given here; what is in them is their own part. */
const namesIn = (form: FilledForm): Answers =>
  Object.fromEntries(
    Object.entries(form).map(([name, said]) => [name, typeof said === "string" ? said : ""]),
  );

const missingRows = (fields: readonly Field[], form: FilledForm): string[] =>
  fields
    .filter(({ name, rows }) => rows && (ownValue(form, name)?.length ?? 0) < rows.min)
    .map(({ name }) => name);

const missingIn = ({ fields, given, seen, held, path }: Part): string[] =>
  fields.flatMap((field) => [
    ...(ownValue(given, field.name) === undefined && isRequired(field, held) ? [path + field.name] : []),
    ...limitsOf(field, seen)
      .filter((other) => ownValue(seen, other) === undefined)
      .map((other) => other),
  ]);

const isRequired = ({ required, requiredWhen }: PlainField, held: readonly Answers[]): boolean =>
  required || (requiredWhen !== undefined && held.some((answers) => holds(requiredWhen, answers)));

const holds = (condition: Condition, answers: Answers): boolean => {
  const value = ownValue(answers, condition.field);
  if ("is" in condition) return value === condition.is;
  const other = answers["differsFrom" in condition ? condition.differsFrom : condition.lessThan];
  if (value === undefined || other === undefined) return false;
  return "differsFrom" in condition ? value !== other : Number(value) < Number(other);
};

/** The fields that a number must reach here. */
const limitsOf = ({ atLeast = [] }: PlainField, seen: Answers): string[] =>
  atLeast.filter(({ when }) => when === undefined || holds(when, seen)).map(({ field }) => field);

const wrongRows = (fields: readonly Field[], form: FilledForm): Contradiction[] =>
  fields.flatMap(({ name, rows }): Contradiction[] => {
    const said = ownValue(form, name);
    if (said === undefined || (rows === undefined && typeof said === "string")) return [];
    if (rows === undefined) return [{ field: name, rows: null }];
    return typeof said === "string" || said.length > rows.max
      ? [{ field: name, rows: { min: rows.min, max: rows.max } }]
      : [];
  });

const wrongIn = ({ fields, given, seen, path }: Part): Contradiction[] =>
  fields.flatMap((field) => {
    const value = ownValue(given, field.name);
    return value === undefined
      ? []
      : contradictionsOf(field, value, seen).map((wrong) => ({ field: path + field.name, ...wrong }));
  });

const wholeNumber = /^\d{1,15}$/;

const contradictionsOf = (field: PlainField, value: string, seen: Answers): object[] => {
  const { choices, sameAs, isNumber } = field;
  if (choices !== undefined && !choices.includes(value)) return [{ choices }];
  if (sameAs !== undefined && ownValue(seen, sameAs) !== value) return [{ sameAs }];
  if (isNumber && !wholeNumber.test(value)) return [{ expected: "a whole number in digits" }];
  return limitsOf(field, seen)
    .filter((other) => Number(value) < Number(ownValue(seen, other)))
    .map((other) => ({ atLeast: other }));
};

const tooMuch = ({ amountAtMost }: Flow, { form, amount }: Filled): Contradiction[] => {
  const most = amountAtMost === undefined ? undefined : ownValue(form, amountAtMost);
  return amountAtMost !== undefined && amount !== null && amount.amountMinor > Number(most)
    ? [{ field: "amount", atMost: amountAtMost }]
    : [];
};
