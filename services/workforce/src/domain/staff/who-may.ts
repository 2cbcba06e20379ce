import type { Role } from "@shouwen/contracts/events/workforce";

/** Who gives a command. */
export type By = { readonly id: string; readonly roles: readonly Role[] };

/** Who gives a command about a team, and the teams that they work in. */
export type TeamMember = By & { readonly teamIds: readonly string[] };

const rolesOverOthers: readonly Role[] = ["supervisor", "manager", "admin"];

/** Whether this person changes the rota and the duty of others. */
export const leadsOthers = ({ roles }: By): boolean => roles.some((role) => rolesOverOthers.includes(role));

/** Whether this person works in a team or leads those who do. */
export const isOfTeam = (by: TeamMember, teamId: string): boolean =>
  by.teamIds.includes(teamId) || leadsOthers(by);
