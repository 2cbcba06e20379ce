import { kind, priority, tier } from "@shouwen/contracts/values";
import { inWordsOf, isUnder, type Matchable, type Matching, matches } from "./policies.ts";

/** What is wrong with a rule as a whole. An error keeps it from being published. */
export type Finding = {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly path: string;
  readonly message: string;
};

const finding =
  (severity: Finding["severity"]) =>
  (code: string, path: string, message: string): Finding => ({ severity, code, path, message });
/** Keeps a rule from being published. */
export const error = finding("error");
/** Tells whoever publishes it. */
export const warning = finding("warning");

/** The scope of rules that hold for every property without its own. */
export const group = "group";

/**
 * A team that nobody has. The last part of an id may mean a team that another property has, or that is still to come;
 * a whole id in a property's own rule means one team, and is a slip where it is not there.
 */
export const teamFinding = (
  { team, scope }: { readonly team: string; readonly scope: string },
  path: string,
  message: string,
): Finding => {
  const isExact = scope !== group && team.startsWith("tea_");
  return (isExact ? error : warning)("unknown_team", path, message);
};

/** Every sort of ticket that rules can tell apart: 10 kinds, 5 priorities, 4 tiers and none. */
export const sorts: readonly Matchable[] = kind.options.flatMap((one) =>
  priority.options.flatMap((soon) =>
    [null, ...tier.options].map((rank) => ({ kind: one, priority: soon, tier: rank })),
  ),
);

/** The same in the words of a list of rules. */
export const sortsFor = (rules: readonly Matching[]): readonly Matchable[] =>
  sorts.map((sort) => inWordsOf(rules, sort));

/** The sorts that none of these rules of a list is for. */
export const without = (some: readonly Matching[], rules: readonly Matching[]): readonly Matchable[] =>
  sorts.filter((sort) => !some.some((rule) => matches(rule, inWordsOf(rules, sort))));

/** Sorts in few words: kinds of which all are meant by their name, else with what tells them apart. */
export const named = (missing: readonly Matchable[]): string =>
  [...Map.groupBy(missing, (sort) => sort.kind)]
    .map(([name, those]) => {
      if (those.length === priority.options.length * (tier.options.length + 1)) return name;
      const priorities = [...new Set(those.map((sort) => sort.priority))].join(", ");
      const tiers = [...new Set(those.map((sort) => sort.tier ?? "none"))].join(", ");
      return `${name} (priority ${priorities}; tier ${tiers})`;
    })
    .join("; ");

/** Names that are there more than once. */
export const twice = (ids: readonly string[], path: string): Finding[] =>
  ids.flatMap((id, at) =>
    ids.indexOf(id) < at ? [error("named_twice", `${path}.${at}.id`, `${id} is there twice`)] : [],
  );

type Branches = { readonly categoryStartsWith?: readonly string[] | undefined };

/** Whether a rule takes everything below a category; one that names categories never takes all there are. */
export const takesCategory = (
  { categoryStartsWith: starts }: Branches,
  category: string | undefined,
): boolean => starts === undefined || (category !== undefined && isUnder(starts, category));
