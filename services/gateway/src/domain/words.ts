import { eventOfType } from "@shouwen/contracts/catalogue";
import type { Names } from "./both.ts";
import { approvalWords } from "./words/approvals.ts";
import { callbackWords } from "./words/callback.ts";
import { messageWords } from "./words/message.ts";
import { otherWords } from "./words/others.ts";
import type { Said, Wording } from "./words/said.ts";
import { subTaskWords } from "./words/sub-tasks.ts";
import { ticketWords } from "./words/ticket.ts";
import { workWords } from "./words/work.ts";

/** Events that say nothing to a duty manager: the state topics besides, and what concerns no property. */
export const leftOut: ReadonlySet<string> = new Set([
  "sla_target.started.v1",
  "ticket.escalated.v1", // its second version, beside which it is said, says more
  "message.queued.v1",
  "consent.given.v1",
  "consent.withdrawn.v1",
  "profile.registered.v1",
  "profile.erased.v1",
  "profile.erasure_requested.v1",
  "profile.erasure_withdrawn.v1",
  "session.ended.v1",
]);

const wordings: ReadonlyMap<string, Wording> = new Map([
  ...otherWords,
  ...ticketWords,
  ...workWords,
  ...subTaskWords,
  ...approvalWords,
  ...callbackWords,
  ...messageWords,
]);

/** Whether an event has words of its own. */
export const hasWords = (type: string): boolean => wordings.has(type);

/**
 * An event in the words of a duty manager, or undefined where it says nothing to one. An event that this page does not
 * know yet speaks with its summary.
 */
export const wordsOf = (type: string, data: unknown, names: Names): Said | undefined => {
  if (leftOut.has(type)) return undefined;
  const wording = wordings.get(type);
  if (wording) return wording(data, names);
  const summary = eventOfType(type)?.summary;
  return summary === undefined ? undefined : { zh: summary, en: summary, tone: "plain", minor: true };
};
