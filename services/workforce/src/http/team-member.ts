import type { Person } from "@shouwen/service-kit/auth";
import type { Staff } from "../domain/staff/staff.ts";
import type { TeamMember } from "../domain/staff/who-may.ts";

export type TeamMembers = { member(staffId: string): Promise<Staff> };

/** Who gives a command, and the teams that they work in. */
export const teamMemberIn = async ({ member }: TeamMembers, { id, roles }: Person): Promise<TeamMember> => {
  const staff = await member(id);
  return { id, roles, teamIds: staff.status === "unknown" ? [] : staff.data.teamIds };
};
