import { tombstoneOf } from "@shouwen/contracts/define-event";
import { teamState } from "@shouwen/contracts/events/workforce";
import { teamHasMembers, teamHasTickets, teamNotFound } from "../rejections.ts";
import type { Team, TeamFact } from "./team.ts";

/** Who still works in the team, and how many tickets wait there or are worked on. */
export type DissolveTeam = { readonly members: number; readonly tickets: number };

/** Ends a team in which nobody works and nothing waits any more. Dissolving it again changes nothing. */
export const dissolveTeam = ({ members, tickets }: DissolveTeam, team: Team): TeamFact[] => {
  switch (team.status) {
    case "unknown":
      throw teamNotFound();
    case "dissolved":
      return [];
    case "standing":
      if (tickets > 0) throw teamHasTickets({ tickets });
      if (members > 0) throw teamHasMembers({ members });
      return [tombstoneOf(teamState, team.data.teamId)];
  }
};
