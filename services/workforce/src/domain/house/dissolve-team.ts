import { type Fact, tombstoneOf } from "@shouwen/contracts/define-event";
import { teamState } from "@shouwen/contracts/events/workforce";
import { teamHasMembers, teamNotFound } from "../rejections.ts";
import type { Team } from "./team.ts";

export type DissolveTeam = { readonly members: number };

/** Ends a team in which nobody works any more. Dissolving it again changes nothing. */
export const dissolveTeam = ({ members }: DissolveTeam, team: Team): Fact[] => {
  switch (team.status) {
    case "unknown":
      throw teamNotFound();
    case "dissolved":
      return [];
    case "standing":
      if (members > 0) throw teamHasMembers({ members });
      return [tombstoneOf(teamState, team.data.teamId)];
  }
};
