import { dutyOfOthersForbidden } from "../rejections.ts";
import { type By, leadsOthers } from "../staff/who-may.ts";

/** Everybody changes their own duty; that of others only who leads them. Throws when this person may not. */
export const checkDutyOf = (by: By, staffId: string): void => {
  if (by.id !== staffId && !leadsOthers(by)) throw dutyOfOthersForbidden();
};
