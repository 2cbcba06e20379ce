import type { Role } from "@shouwen/contracts/events/workforce";

/** Who gives a command. */
export type By = { readonly id: string; readonly roles: readonly Role[] };

const rolesOverOthers: readonly Role[] = ["supervisor", "manager", "admin"];

/** Whether this person changes the rota and the duty of others. */
export const leadsOthers = ({ roles }: By): boolean => roles.some((role) => rolesOverOthers.includes(role));
