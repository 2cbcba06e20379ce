import { kind, priority, tier } from "@shouwen/contracts/values";
import type { ApprovalsPolicy } from "../approval/approval-flows.ts";
import { type Field, fieldsNamedBy } from "../approval/form-fields.ts";
import { isNamed, type Team } from "../assignment/choose-team.ts";
import type { EscalationPolicy, Step } from "../escalation/escalation-policy.ts";
import type { PlansPolicy } from "../piece/plans.ts";
import type { CategoriesPolicy } from "./categories.ts";
import {
  inWordsOf,
  isUnder,
  type Matchable,
  type Matching,
  matches,
  type RoutingPolicy,
  type RoutingRule,
  type SlaPolicy,
  type SlaRule,
} from "./policies.ts";

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
const error = finding("error");
const warning = finding("warning");

/** Every sort of ticket that rules can tell apart: 10 kinds, 5 priorities, 4 tiers and none. */
const sorts: readonly Matchable[] = kind.options.flatMap((one) =>
  priority.options.flatMap((soon) =>
    [null, ...tier.options].map((rank) => ({ kind: one, priority: soon, tier: rank })),
  ),
);

/** The same in the words of a list of rules. */
const sortsFor = (rules: readonly Matching[]): readonly Matchable[] =>
  sorts.map((sort) => inWordsOf(rules, sort));

/** The sorts that none of these rules of a list is for. */
const without = (some: readonly Matching[], rules: readonly Matching[]): readonly Matchable[] =>
  sorts.filter((sort) => !some.some((rule) => matches(rule, inWordsOf(rules, sort))));

/** Sorts in few words: kinds of which all are meant by their name, else with what tells them apart. */
const named = (missing: readonly Matchable[]): string =>
  [...Map.groupBy(missing, (sort) => sort.kind)]
    .map(([name, those]) => {
      if (those.length === priority.options.length * (tier.options.length + 1)) return name;
      const priorities = [...new Set(those.map((sort) => sort.priority))].join(", ");
      const tiers = [...new Set(those.map((sort) => sort.tier ?? "none"))].join(", ");
      return `${name} (priority ${priorities}; tier ${tiers})`;
    })
    .join("; ");

const twice = (ids: readonly string[], path: string): Finding[] =>
  ids.flatMap((id, at) =>
    ids.indexOf(id) < at ? [error("named_twice", `${path}.${at}.id`, `${id} is there twice`)] : [],
  );

/** Promises without a gap: every ticket has a response and a resolution, and every rule can be reached. */
export const checkSla = ({ rules, acceptWithinMs }: SlaPolicy): Finding[] => {
  const plain = rules.filter(({ categoryStartsWith, channels }) => !categoryStartsWith && !channels);
  const all = sortsFor(rules);
  return [
    ...(["response", "resolution"] as const).flatMap((target) => {
      const missing = without(
        plain.filter((rule) => rule.target === target),
        rules,
      );
      return missing.length === 0
        ? []
        : [
            error(
              "gap",
              "rules",
              `No ${target} is promised, whatever the category and channel, for: ${named(missing)}`,
            ),
          ];
    }),
    ...rules.flatMap((rule, at) => {
      const before = rules.slice(0, at).filter((one) => one.target === rule.target);
      return all.some((sort) => isPromiseReached(rule, before, sort))
        ? []
        : [error("never_reached", `rules.${at}`, `Earlier rules for ${rule.target} take all that it is for`)];
    }),
    // A chat is taken by whoever sees it: what is promised there is shorter than any offer.
    ...(plain.some(({ target, withinMs }) => target === "response" && withinMs <= acceptWithinMs)
      ? [
          warning(
            "one_chance",
            "acceptWithinMs",
            "An offer may stand as long as a response is promised within",
          ),
        ]
      : []),
  ];
};

/** Whether some ticket of a sort is left to a rule of promises by those before it. */
const isPromiseReached = (rule: SlaRule, before: readonly SlaRule[], sort: Matchable): boolean =>
  matches(rule, sort) &&
  (rule.categoryStartsWith ?? [undefined]).some((category) =>
    (rule.channels ?? [undefined]).some(
      (channel) =>
        !before.some(
          (one) =>
            matches(one, sort) &&
            takesCategory(one, category) &&
            (one.channels?.some((taken) => taken === channel) ?? true),
        ),
    ),
  );

type Branches = { readonly categoryStartsWith?: readonly string[] | undefined };

/** Whether a rule takes everything below a category; one that names categories never takes all there are. */
const takesCategory = ({ categoryStartsWith: starts }: Branches, category: string | undefined): boolean =>
  starts === undefined || (category !== undefined && isUnder(starts, category));

/** Rules without a gap: whatever comes in leads to a team, every rule can be reached, and its team is there. */
export const checkRouting = ({ rules }: RoutingPolicy, teams: readonly Team[]): Finding[] => {
  const plain = rules.filter((rule) => !rule.categoryStartsWith && !rule.placeStartsWith && !rule.during);
  const missing = without(plain, rules);
  const all = sortsFor(rules);
  return [
    ...twice(
      rules.map(({ id }) => id),
      "rules",
    ),
    ...(missing.length === 0
      ? []
      : [
          error(
            "gap",
            "rules",
            `No rule leads to a team, whatever the category, place and time, for: ${named(missing)}`,
          ),
        ]),
    ...rules.flatMap((rule, at) =>
      all.some((sort) => isReached(rule, rules.slice(0, at), sort))
        ? []
        : [error("never_reached", `rules.${at}`, `Earlier rules take all that ${rule.id} is for`)],
    ),
    ...rules.flatMap((rule, at) =>
      teams.length === 0 || teams.some((team) => isNamed(team, rule.team))
        ? []
        : [
            warning(
              "unknown_team",
              `rules.${at}.team`,
              `Nobody here has a team ${rule.team}; the next rule that matches counts`,
            ),
          ],
    ),
  ];
};

const isReached = (rule: RoutingRule, before: readonly RoutingRule[], sort: Matchable): boolean => {
  const categories = rule.categoryStartsWith ?? [undefined];
  const places = rule.placeStartsWith ?? [undefined];
  return (
    matches(rule, sort) &&
    categories.some((category) =>
      places.some((place) => !before.some((one) => takes(one, { sort, category, place, rule }))),
    )
  );
};

type Asked = {
  readonly sort: Matchable;
  readonly category: string | undefined;
  readonly place: string | undefined;
  readonly rule: RoutingRule;
};

/** Whether a rule takes everything of a sort under a category and a place. Times of day count as taken when equal. */
const takes = (one: RoutingRule, { sort, category, place, rule }: Asked): boolean =>
  matches(one, sort) &&
  takesCategory(one, category) &&
  (one.placeStartsWith?.some((start) => place?.startsWith(start)) ?? true) &&
  (one.during === undefined || JSON.stringify(one.during) === JSON.stringify(rule.during));

/** A ladder that can be climbed: steps that say what they need, roles that mean somebody, levels that rise. */
export const checkEscalation = ({ steps, people, levels }: EscalationPolicy): Finding[] => {
  const known = new Set(["owner", "handler", ...Object.keys(people)]);
  const unknown = (roles: readonly string[], path: string) =>
    roles
      .filter((role) => !known.has(role))
      .map((role) => error("unknown_role", path, `The ladder does not say who ${role} is`));
  return [
    ...twice(
      steps.map(({ id }) => id),
      "steps",
    ),
    ...levels.flatMap((roles, at) => [
      ...unknown(roles, `levels.${at}`),
      ...(roles.length === 0 ? [error("gap", `levels.${at}`, `Nobody is told at level ${at + 1}`)] : []),
    ]),
    ...steps.flatMap((step, at) => [
      ...unknown(step.tells ?? [], `steps.${at}.tells`),
      ...badMoment(step, `steps.${at}`),
    ]),
    ...climbsDown(steps),
    ...(["no_owner", "no_handler"] as const)
      .filter((on) => !steps.some((step) => step.on === on && isForAll(step)))
      .map((on) => error("gap", "steps", `Nobody is told of ${on}: a ticket would wait unseen`)),
  ];
};

const isForAll = ({ kinds, priorities, tiers, fromTime }: Step): boolean =>
  fromTime === 1 && [kinds, priorities, tiers].every((condition) => condition === undefined);

const badMoment = ({ on, atPercent, target }: Step, path: string): Finding[] => {
  if (on === "target" && atPercent === undefined)
    return [error("gap", `${path}.atPercent`, "A step of a promise says at which part of its time")];
  if (on !== "target" && (atPercent !== undefined || target !== undefined))
    return [error("contradiction", path, `atPercent and target are for promises, not for ${on}`)];
  return [];
};

const climbsDown = (steps: readonly Step[]): Finding[] => {
  const ofTargets = steps
    .flatMap(({ on, atPercent: percent, ...step }, at) =>
      on === "target" && percent !== undefined ? [{ ...step, percent, at }] : [],
    )
    .toSorted((a, b) => a.percent - b.percent);
  let highest = 0;
  return ofTargets.flatMap(({ level, at, id }) => {
    const falls = level < highest;
    highest = Math.max(highest, level);
    return falls
      ? [warning("climbs_down", `steps.${at}.level`, `${id} comes later and calls in less authority`)]
      : [];
  });
};

/** Plans that can be named. */
export const checkPlans = ({ plans }: PlansPolicy): Finding[] =>
  twice(
    plans.map(({ id }) => id),
    "plans",
  );

/** Flows that can be named, whose steps can be told apart. */
export const checkApprovals = ({ flows }: ApprovalsPolicy): Finding[] => [
  ...twice(
    flows.map(({ id }) => id),
    "flows",
  ),
  ...flows.flatMap(({ steps, fields, amountAtMost }, at) => [
    ...twice(
      steps.map(({ id }) => id),
      `flows.${at}.steps`,
    ),
    ...unknownFields(fields, amountAtMost).map((name) =>
      error(
        "unknown_field",
        `flows.${at}.fields`,
        `A rule of the form names ${name}, which it does not ask for`,
      ),
    ),
  ]),
];

const unknownFields = (fields: readonly Field[], amountAtMost: string | undefined): string[] => {
  const all = fields.flatMap((field) => [field, ...(field.rows?.fields ?? [])]);
  const names = new Set(all.map(({ name }) => name));
  const named = [...fieldsNamedBy(all), ...(amountAtMost === undefined ? [] : [amountAtMost])];
  return [...new Set(named)].filter((name) => !names.has(name));
};

/** A tree whose nodes are named once, each under a parent that is there. */
export const checkCategories = ({ categories }: CategoriesPolicy): Finding[] => {
  const paths = categories.map(({ path }) => path);
  return [
    ...twice(paths, "categories"),
    ...paths.flatMap((path, at) => {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      return parent === "" || paths.includes(parent)
        ? []
        : [error("gap", `categories.${at}.path`, `There is no ${parent} above ${path}`)];
    }),
  ];
};
