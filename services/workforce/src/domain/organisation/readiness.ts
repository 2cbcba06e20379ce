import type { PropertyLack } from "@shouwen/contracts/events/workforce";
import { z } from "zod";
import { isTeam } from "../policies.ts";
import type { PropertyData } from "./property.ts";

/** What each of these properties lacks; those that are not in the answer are of the past. */
export type LacksOf = (
  properties: readonly PropertyData[],
) => Promise<ReadonlyMap<string, readonly PropertyLack[]>>;

/** What is known of a property that tells whether it is ready. */
export type PropertyFacts = {
  /** Its default owner works there. */
  readonly hasOwner: boolean;
  /** Somebody works in one of its teams. */
  readonly hasStaffedTeam: boolean;
  /** Somebody is rostered there from now on, or is on duty. */
  readonly hasRota: boolean;
  readonly teamIds: readonly string[];
  /** The teams to which the routing rules in force send what no other rule takes. */
  readonly catchAllTeams: readonly string[];
};

/** What a property lacks; empty: it is ready. Until then its requests are told to the group's desk as well. */
export const lacksOf = (facts: PropertyFacts): PropertyLack[] => {
  const { hasOwner, hasStaffedTeam, hasRota, teamIds, catchAllTeams } = facts;
  const leadsHome = catchAllTeams.some((named) => teamIds.some((teamId) => isTeam(teamId, named)));
  return [
    ...(hasOwner ? [] : ["owner" as const]),
    ...(hasStaffedTeam ? [] : ["team" as const]),
    ...(hasRota ? [] : ["rota" as const]),
    ...(leadsHome ? [] : ["rules" as const]),
  ];
};

const routingRules = z.object({ rules: z.array(z.looseObject({ team: z.string() })) });
const conditions = [
  "kinds",
  "priorities",
  "tiers",
  "categoryStartsWith",
  "placeStartsWith",
  "during",
] as const;

/** The teams of the rules of a routing policy that ask nothing: whatever no other rule takes goes there. */
export const catchAllTeamsIn = (body: unknown): string[] => {
  const parsed = routingRules.safeParse(body);
  if (!parsed.success) return [];
  return parsed.data.rules
    .filter((rule) => conditions.every((condition) => rule[condition] === undefined))
    .map(({ team }) => team);
};
