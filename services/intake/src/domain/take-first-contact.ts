import type { Role } from "@shouwen/contracts/events/workforce";
import type { Channel } from "@shouwen/contracts/values";

/** Channels on which the customer reaches a person, who answers for the request from then on (首问负责). */
const staffed: ReadonlySet<Channel> = new Set<Channel>(["phone", "walk_in", "wecom", "staff_patrol"]);
const takers: readonly Role[] = ["agent", "staff", "supervisor", "manager"];

/**
 * Who took the request: whoever was named, else the member of staff who writes it down on a channel where customers
 * reach people. Null on self-service channels and for machines; then routing finds the duty agent.
 */
export const takenBy = (
  named: string | null | undefined,
  channel: Channel,
  writer: { readonly id: string; readonly roles: readonly Role[] },
): string | null => {
  if (named !== undefined) return named;
  const isStaff = writer.id.startsWith("stf_") && writer.roles.some((role) => takers.includes(role));
  return isStaff && staffed.has(channel) ? writer.id : null;
};
