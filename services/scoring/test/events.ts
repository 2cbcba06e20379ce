import type { DataOf } from "@shouwen/contracts/define-event";
import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { ScoredEvent } from "../src/domain/score-event.ts";

export const eventId = "01934d2e-7a00-7000-8000-00000000000a";
export const ticketId = "tic_01934d2e-7a00-7000-8000-000000000001";
export const noon = "2026-11-24T04:00:00.000Z";

const aboutTicket = {
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
  at: noon,
  target: "resolution",
  dueAt: noon,
  policyVersion: "pol_sla_group@0",
  responsibleId: "stf_victor",
} as const;

type Met = DataOf<typeof slaTargetMet>;
type Breached = DataOf<typeof slaTargetBreached>;
type Completed = DataOf<typeof callbackCompleted>;

/** A promise kept in time by Victor. */
export const aMet = (overrides: Partial<Met> = {}): Met => ({ ...aboutTicket, lateMs: 0, ...overrides });

/** A promise broken; Victor answers for it. */
export const aBreach = (overrides: Partial<Breached> = {}): Breached => ({ ...aboutTicket, ...overrides });

/** A satisfied customer of Victor's, whose ticket Maya owns. */
export const anAnswer = (overrides: Partial<Completed> = {}): Completed => ({
  callbackId: "cal_01934d2e-7a00-7000-8000-000000000001-1",
  ticketId,
  propertyId: "prp_lakeside",
  kind: "repair",
  profileId: "pro_li",
  language: "zh-CN",
  ownerId: "stf_maya",
  handlerId: "stf_victor",
  resolution: 1,
  at: noon,
  outcome: "satisfied",
  rating: 5,
  words: null,
  attempts: 1,
  by: "stf_leo",
  ...overrides,
});

export const met = (overrides?: Partial<Met>): ScoredEvent => ({
  ...slaTargetMet.of(aMet(overrides)),
  eventId,
});
export const breached = (overrides?: Partial<Breached>): ScoredEvent => ({
  ...slaTargetBreached.of(aBreach(overrides)),
  eventId,
});
export const answered = (overrides?: Partial<Completed>): ScoredEvent => ({
  ...callbackCompleted.of(anAnswer(overrides)),
  eventId,
});
