import type { Money } from "@shouwen/contracts/values";
import { amountMissing, formContradicts, formIncomplete } from "../rejections.ts";
import type { Field, Flow } from "./approval-flows.ts";

type Form = Readonly<Record<string, string>>;
type Filled = { readonly form: Form; readonly amount: Money | null };

/** What was filled in is what the flow wants: all of it, nothing else, and nothing that contradicts its rules. */
export const demandForm = ({ fields, amountRequired }: Flow, { form, amount }: Filled): void => {
  const missing = fields.filter((field) => form[field.name] === undefined && isRequired(field, form));
  const unknown = Object.keys(form).filter((name) => !fields.some((field) => field.name === name));
  if (missing.length + unknown.length > 0)
    throw formIncomplete({ missing: missing.map(({ name }) => name), unknown });
  const wrong = fields.flatMap((field) => contradictionOf(field, form));
  if (wrong.length > 0) throw formContradicts({ fields: wrong });
  if (amountRequired && amount === null) throw amountMissing();
};

const isRequired = ({ required, requiredWhen }: Field, form: Form): boolean => {
  if (required || requiredWhen === undefined) return required;
  const value = form[requiredWhen.field];
  return "is" in requiredWhen ? value === requiredWhen.is : value !== form[requiredWhen.differsFrom];
};

/** Names the field and the rule, never what was filled in: it may be about a person. */
const contradictionOf = (
  { name, choices, sameAs }: Field,
  form: Form,
): ({ field: string; choices: readonly string[] } | { field: string; sameAs: string })[] => {
  const value = form[name];
  if (value === undefined) return [];
  if (choices !== undefined && !choices.includes(value)) return [{ field: name, choices }];
  return sameAs !== undefined && form[sameAs] !== value ? [{ field: name, sameAs }] : [];
};
