import type { DataOf, FactOf, tombstoneOf } from "@shouwen/contracts/define-event";
import type { teamState } from "@shouwen/contracts/events/workforce";

export type TeamData = DataOf<typeof teamState>;

/** A dissolved team keeps its last data: whose it was decides who may bring it back. */
export type Team =
  | { readonly status: "unknown" }
  | { readonly status: "standing" | "dissolved"; readonly data: TeamData };

export type TeamFact = FactOf<typeof teamState> | ReturnType<typeof tombstoneOf<typeof teamState.type>>;

export const unknownTeam: Team = { status: "unknown" };

/** The last state said is what the team is; a tombstone dissolves it. */
export const evolveTeam = (team: Team, fact: TeamFact): Team => {
  if (fact.data !== null) return { status: "standing", data: fact.data };
  return team.status === "unknown" ? team : { status: "dissolved", data: team.data };
};
