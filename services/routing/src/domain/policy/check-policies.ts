import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import type { ApprovalsPolicy, RemedyLimits } from "../approval/approval-flows.ts";
import { type Field, fieldsNamedBy } from "../approval/form-fields.ts";
import { isNamed, type Team } from "../assignment/choose-team.ts";
import type { EscalationPolicy, Step } from "../escalation/escalation-policy.ts";
import type { PlansPolicy } from "../sub-task/plans.ts";
import {
  error,
  type Finding,
  group,
  named,
  sortsFor,
  takesCategory,
  teamFinding,
  twice,
  warning,
  without,
} from "./findings.ts";
import { type Matchable, matches, type SlaPolicy, type SlaRule } from "./policies.ts";

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

/** Plans that can be named, whose pieces go to teams that are there. */
export const checkPlans = (
  { plans }: PlansPolicy,
  teams: readonly Team[] = [],
  scope: string = group,
): Finding[] => [
  ...twice(
    plans.map(({ id }) => id),
    "plans",
  ),
  ...plans.flatMap(({ tasks }, at) =>
    tasks.flatMap(({ team }, task) =>
      team === undefined || teams.length === 0 || teams.some((one) => isNamed(one, team))
        ? []
        : [
            teamFinding(
              { team, scope },
              `plans.${at}.tasks.${task}.team`,
              `Nobody here has a team ${team}; the piece would be nobody's`,
            ),
          ],
    ),
  ),
];

/** What somebody may not give alone goes through a flow: it is there, and nobody takes it away while it is in use. */
export const checkRemedyFlow = (
  { flow }: Pick<RemedyLimits, "flow">,
  { flows }: ApprovalsPolicy,
  path: "flow" | "flows",
): Finding[] =>
  flows.some(({ id }) => id === flow)
    ? []
    : [
        error(
          "unknown_flow",
          path,
          `What is above the limits of remedies goes through ${flow}, which is not there`,
        ),
      ];

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
