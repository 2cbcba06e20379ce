import { shownText } from "@shouwen/contracts/shown-text";
import { z } from "zod";

const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/);

const condition = z.union([
  z.object({ field: fieldName, is: z.string().max(120) }),
  z.object({ field: fieldName, differsFrom: fieldName }),
  z.object({ field: fieldName, lessThan: fieldName }),
]);
export type Condition = z.output<typeof condition>;

const plainField = z.object({
  name: fieldName,
  label: shownText(80).describe("In Chinese"),
  labelEn: shownText(80).describe("In English"),
  required: z.boolean().default(true),
  requiredWhen: condition
    .optional()
    .describe(
      "Required, too, when another field has a value, is less than another, or when two others differ",
    ),
  choices: z.array(shownText(120)).min(1).max(50).optional().describe("What it may say"),
  sameAs: fieldName.optional().describe("The field whose value it must repeat"),
  isNumber: z.boolean().optional().describe("True: digits only; money in its smallest unit"),
  atLeast: z
    .array(z.object({ field: fieldName, when: condition.optional() }))
    .max(5)
    .optional()
    .describe("Fields that this number must reach, always or when a condition holds"),
});
export type PlainField = z.output<typeof plainField>;

/** What a form asks for: one answer, or rows of answers, as for each of several cards. Rows may name the fields beside them. */
export const field = plainField.extend({
  rows: z
    .object({
      min: z.int().min(1).max(100).default(1),
      max: z.int().min(1).max(100).default(20),
      fields: z.array(plainField).min(1).max(20),
    })
    .optional()
    .describe("Asked for several times, so many at least and at most"),
});
export type Field = z.output<typeof field>;

const answer = shownText(2_000);

/** A form as it was filled in. */
export const filledForm = z.record(
  z.string().max(60),
  z.union([answer, z.array(z.record(z.string().max(60), answer)).max(100)]),
);
export type FilledForm = z.output<typeof filledForm>;

/** Every field that the rules of some fields name. */
export const fieldsNamedBy = (fields: readonly PlainField[]): string[] =>
  fields.flatMap(({ requiredWhen, sameAs, atLeast = [] }) => [
    ...(requiredWhen ? namesIn(requiredWhen) : []),
    ...(sameAs ? [sameAs] : []),
    ...atLeast.flatMap(({ field: other, when }) => [other, ...(when ? namesIn(when) : [])]),
  ]);

const namesIn = (one: Condition): string[] => {
  if ("is" in one) return [one.field];
  return [one.field, "differsFrom" in one ? one.differsFrom : one.lessThan];
};
