import type { DataOf } from "@shouwen/contracts/define-event";
import { callbackScheduled } from "@shouwen/contracts/events/callback";
import type { ticketResolved } from "@shouwen/contracts/events/ticket";
import {
  type Callback,
  type CallbackFact,
  callbackClaimed,
  evolveCallback,
  type ScheduledCallback,
  unknownCallback,
} from "../src/domain/callback.ts";
import { type CallbackPolicy, callbackPolicy, shippedCallbackPolicy } from "../src/domain/callback-policy.ts";
import type { Agent } from "../src/domain/claim-callback.ts";
import { type Terms, termsOf } from "../src/domain/terms.ts";

export const ticketId = "tic_01934d2e-7a00-7000-8000-000000000001";
export const callbackId = "cal_01934d2e-7a00-7000-8000-000000000001-1";

/** A Tuesday morning before the desk opens, at 09:00 in Shanghai. */
export const tuesdayNine = "2026-11-24T01:00:00.000Z";
/** The windows of that day. */
export const tuesdayHalfPastTen = "2026-11-24T02:30:00.000Z";
export const tuesdayEleven = "2026-11-24T03:00:00.000Z";
export const tuesdayThree = "2026-11-24T07:00:00.000Z";
export const tuesdayFive = "2026-11-24T09:00:00.000Z";

/** The terms that ship, in Shanghai. */
export const theTerms = (overrides: Partial<CallbackPolicy> = {}): Terms =>
  termsOf(
    "pol_callback_group@0",
    { ...callbackPolicy.parse(shippedCallbackPolicy), ...overrides },
    "Asia/Shanghai",
  );

export const aResolution = (
  overrides: Partial<DataOf<typeof ticketResolved>> = {},
): DataOf<typeof ticketResolved> => ({
  ticketId,
  propertyId: "prp_lakeside",
  kind: "repair",
  category: "engineering/plumbing",
  priority: "normal",
  tier: null,
  profileId: "pro_li",
  language: "zh-CN",
  ownerId: "stf_maya",
  handlerId: "stf_victor",
  departmentId: "dep_engineering",
  teamId: "tea_engineering",
  mode: "live",
  at: tuesdayNine,
  resolution: 1,
  outcome: "done",
  note: null,
  place: "1203",
  summary: "Tap drips",
  closesAt: "2026-11-27T01:00:00.000Z",
  by: "stf_victor",
  ...overrides,
});

/** A callback that is due on Tuesday at 10:30 and expires two days later. */
export const aCallback = (
  overrides: Partial<DataOf<typeof callbackScheduled>> = {},
  ...facts: readonly CallbackFact[]
): Callback =>
  [
    callbackScheduled.of({
      callbackId,
      ticketId,
      propertyId: "prp_lakeside",
      kind: "repair",
      profileId: "pro_li",
      language: "zh-CN",
      ownerId: "stf_maya",
      handlerId: "stf_victor",
      resolution: 1,
      at: tuesdayNine,
      dueAt: tuesdayHalfPastTen,
      expiresAt: "2026-11-26T02:30:00.000Z",
      policyVersion: "pol_callback_group@0",
      ...overrides,
    }),
    ...facts,
  ].reduce(evolveCallback, unknownCallback);

/** The same, held by Maya until 11:15. */
export const aClaimedCallback = (overrides: Partial<DataOf<typeof callbackScheduled>> = {}): Callback =>
  aCallback(overrides, callbackClaimed({ by: maya.id, until: "2026-11-24T03:15:00.000Z", command: "one" }));

export const maya: Agent = { id: "stf_maya", leads: false };
export const omar: Agent = { id: "stf_omar", leads: false };
export const rosa: Agent = { id: "stf_rosa", leads: true };

/** What is left after facts: of a callback that is still to be made. */
export const after = (state: Callback, facts: readonly CallbackFact[]): ScheduledCallback => {
  const next = facts.reduce(evolveCallback, state);
  if (next.status !== "scheduled") throw new Error(`The callback is ${next.status}`);
  return next;
};
