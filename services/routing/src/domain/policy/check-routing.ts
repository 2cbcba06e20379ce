import { isNamed, type Team } from "../assignment/choose-team.ts";
import {
  error,
  type Finding,
  group,
  named,
  sorts,
  sortsFor,
  takesCategory,
  teamFinding,
  twice,
  without,
} from "./findings.ts";
import { inWordsOf, type Matchable, matches, type RoutingPolicy, type RoutingRule } from "./policies.ts";

/** Rules without a gap: whatever comes in leads to a team, every rule can be reached, and its team is there. */
export const checkRouting = (
  { rules }: RoutingPolicy,
  teams: readonly Team[],
  scope: string = group,
): Finding[] => {
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
    ...unknownTeams(rules, teams, scope),
  ];
};

/**
 * Rules whose team is not there: the next one that matches counts, and where none does, what they are for would wait in
 * nobody's queue. A place without any team is not ready, and its requests go to the group's desk, whatever the rules.
 */
const unknownTeams = (rules: readonly RoutingRule[], teams: readonly Team[], scope: string): Finding[] => {
  if (teams.length === 0) return [];
  const standing = rules.filter(({ team }) => teams.some((one) => isNamed(one, team)));
  return rules.flatMap((rule, at) => {
    if (standing.includes(rule)) return [];
    const uncaught = sorts.filter((sort) => isReached(rule, standing, inWordsOf(rules, sort)));
    const path = `rules.${at}.team`;
    return uncaught.length === 0
      ? [
          teamFinding(
            { team: rule.team, scope },
            path,
            `Nobody here has a team ${rule.team}; the next rule that matches counts`,
          ),
        ]
      : [
          error(
            "uncaught",
            path,
            `Nobody here has a team ${rule.team}, and no other rule catches ${whatOf(rule)}: ${named(uncaught)}`,
          ),
        ];
  });
};

const whatOf = ({ id, categoryStartsWith: categories, placeStartsWith: places }: RoutingRule): string =>
  [
    `what ${id} is for`,
    ...(categories ? [`under ${categories.join(", ")}`] : []),
    ...(places ? [`at ${places.join(", ")}`] : []),
  ].join(" ");

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
