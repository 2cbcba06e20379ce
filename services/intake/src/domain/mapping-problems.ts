import type { z } from "zod";

/** What is wrong with a mapping: where in it, and what, for whoever wrote it. */
export type MappingProblem = { readonly field: string; readonly message: string };

type Issue = z.core.$ZodIssue;

const nameOf: Readonly<Record<string, string>> = {
  array: "a list",
  object: "names with values",
  record: "names with values",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

const kindOf = (value: unknown): string => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return nameOf[typeof value] ?? typeof value;
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inside, name) =>
      typeof inside === "object" && inside !== null && Object.hasOwn(inside, name)
        ? (inside as Record<PropertyKey, unknown>)[name]
        : undefined,
    value,
  );

const list = (words: readonly unknown[]): string => words.map(String).join(", ");

/** How far an input is from one form of several: what it lacks and what it says too much. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);

/** The form that somebody meant: the one that the least is wrong with. Undefined where several are as near. */
const meantOf = (forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const [first, second] = forms.toSorted((one, other) => distance(one) - distance(other));
  if (first === undefined || (second !== undefined && distance(first) === distance(second))) return undefined;
  return first;
};

/** What each form must say, such as `column` and `constant`. */
const leadsOf = (forms: readonly (readonly Issue[])[]): string[] =>
  forms.flatMap((issues) =>
    issues.flatMap(({ code, path }) =>
      code === "invalid_type" && path.length === 1 ? [String(path[0])] : [],
    ),
  );

const ofForms = (issue: Issue & { code: "invalid_union" }, input: unknown): MappingProblem[] => {
  const here = at(input, issue.path);
  const meant = meantOf(issue.errors);
  const isWhole = (one: Issue): boolean => one.code === "invalid_type" && one.path.length === 0;
  if (meant && !meant.some(isWhole))
    return meant.flatMap((one) => problemsOf({ ...one, path: [...issue.path, ...one.path] }, input));
  const leads = [...new Set(leadsOf(issue.errors))];
  const said = typeof here === "object" && here !== null ? list(Object.keys(here)) : JSON.stringify(here);
  const expected =
    leads.length === 0
      ? "is written in none of the ways that there are, such as { column: … }"
      : `must say one of ${list(leads)}`;
  return [{ field: fieldOf(issue), message: `${expected}; it says ${said || "nothing"}` }];
};

const fieldOf = ({ path }: Pick<Issue, "path">): string => path.map(String).join(".") || "(file)";

const messageOf = (issue: Issue, input: unknown): string => {
  const value = at(input, issue.path);
  switch (issue.code) {
    case "invalid_type": {
      const expected = nameOf[issue.expected] ?? issue.expected;
      return value === undefined ? `is missing: ${expected}` : `must be ${expected}, not ${kindOf(value)}`;
    }
    case "invalid_value":
      return value === undefined
        ? `is missing: one of ${list(issue.values)}`
        : `must be one of ${list(issue.values)}, not ${JSON.stringify(value)}`;
    case "unrecognized_keys":
      return `has names that mean nothing here: ${list(issue.keys)}`;
    case "too_small":
      return "is empty";
    case "too_big":
      return `is too long: ${issue.maximum} at most`;
    default:
      return issue.message;
  }
};

const problemsOf = (issue: Issue, input: unknown): MappingProblem[] => {
  if (issue.code === "invalid_union" && issue.errors.length > 0) return ofForms(issue, input);
  return [{ field: fieldOf(issue), message: messageOf(issue, input) }];
};

/** What is wrong with a mapping, in words for whoever wrote it: of several forms of a value about the one that was meant. */
export const mappingProblems = ({ issues }: z.ZodError, input: unknown): MappingProblem[] =>
  issues.flatMap((issue) => problemsOf(issue, input));
