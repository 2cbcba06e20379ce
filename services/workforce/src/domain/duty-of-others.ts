import type { Role } from "@shouwen/contracts/events/workforce";
import { dutyOfOthersForbidden } from "./rejections.ts";

const rolesOverOthers: readonly Role[] = ["supervisor", "manager", "admin"];

/** Everybody changes their own duty; that of others only who leads them. Throws when this person may not. */
export const checkDutyOf = (by: { id: string; roles: readonly Role[] }, staffId: string): void => {
  if (by.id !== staffId && !by.roles.some((role) => rolesOverOthers.includes(role)))
    throw dutyOfOthersForbidden();
};
