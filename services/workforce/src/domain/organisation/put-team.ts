import type { FactOf } from "@shouwen/contracts/define-event";
import { teamState } from "@shouwen/contracts/events/workforce";
import { isSame } from "../equality.ts";
import { teamOfOtherProperty } from "../rejections.ts";
import type { Team, TeamData } from "./team.ts";

export type PutTeam = Omit<TeamData, "updatedAt">;

/** Makes a team what the command says; a dissolved one stands again. It never moves to another property. */
export const putTeam = (command: PutTeam, team: Team, now: string): FactOf<typeof teamState>[] => {
  if (team.status !== "unknown" && team.data.propertyId !== command.propertyId) throw teamOfOtherProperty();
  if (team.status === "standing" && isSame({ ...command, updatedAt: team.data.updatedAt }, team.data))
    return [];
  return [teamState.of({ ...command, updatedAt: now })];
};
