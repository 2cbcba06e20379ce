import { expect, test } from "vitest";
import type { House, Member } from "./cast.ts";
import { nextStep } from "./next-step.ts";
import type { Plan, Round } from "./plan.ts";
import { markDone, newCase, type SeenTicket, seeTicket, type TicketCase } from "./ticket-case.ts";

const engineering = "tea_lakeside_engineering";
const someone = (name: string, role: "agent" | "staff", teamId: string): Member => ({
  staffId: `stf_lakeside_${name}`,
  name,
  roles: [role],
  properties: ["prp_lakeside"],
  teamIds: [teamId],
});
const maya = someone("maya", "agent", "tea_lakeside_service_centre");
const leo = someone("leo", "agent", "tea_lakeside_service_centre");
const victor = someone("victor", "staff", engineering);
const bruno = someone("bruno", "staff", engineering);

const lakeside: House = {
  propertyId: "prp_lakeside",
  language: "zh-CN",
  timeZone: "Asia/Shanghai",
  countryCode: "CN",
  isEstate: false,
  agents: [maya, leo],
  members: [maya, leo, victor, bruno],
};

const aRound = (over: Partial<Round> = {}): Round => ({
  reactMs: 500,
  workMs: 2_000,
  ignoredOffers: 0,
  declines: false,
  answersLate: false,
  pause: null,
  handsOver: false,
  ownerHandsOver: false,
  note: "done",
  ...over,
});

const aPlan = (round: Partial<Round> = {}, over: Partial<Plan> = {}): Plan => ({
  number: 0,
  pace: 1,
  house: lakeside,
  channel: "phone",
  takenBy: maya.staffId,
  kind: "repair",
  category: "engineering/hvac/air_conditioner",
  text: "空调不制冷",
  place: "1203",
  customer: { language: "zh-CN", displayName: "王女士", contact: null },
  settledAtOnce: false,
  optsOutWith: null,
  rounds: [aRound(round), aRound()],
  calls: [],
  ...over,
});

const aTicket = (over: Partial<SeenTicket> = {}): SeenTicket => ({
  ticketId: "tic_1",
  propertyId: "prp_lakeside",
  version: 4,
  status: "queued",
  ownerId: maya.staffId,
  ownershipOfferedTo: null,
  handlerId: null,
  offeredTo: null,
  teamId: engineering,
  receivedAt: "2026-11-22T08:00:00.000Z",
  reopenings: 0,
  ...over,
});

/** The case after these sights of its ticket, one second apart, the first at 1000. */
const seen = (plan: Plan, ...tickets: Partial<SeenTicket>[]): TicketCase =>
  tickets.reduce(
    (known, over, index) => seeTicket(known, aTicket({ version: 4 + index, ...over }), 1_000 * (index + 1)),
    newCase(plan, "tic_1", 0),
  );

const offeredTo = ({ staffId }: Member) => ({ status: "offered", offeredTo: staffId }) as const;
const heldBy = (status: "accepted" | "in_progress" | "waiting", { staffId }: Member) => ({
  status,
  handlerId: staffId,
});

test("nothing is done about a ticket that nobody has seen yet", () => {
  expect(nextStep(newCase(aPlan(), "tic_1", 0), 60_000)).toBeUndefined();
});

test("whoever is offered the ticket accepts it, but not before they have reacted", () => {
  const known = seen(aPlan(), offeredTo(victor));
  expect(nextStep(known, 1_400)).toBeUndefined();
  expect(nextStep(known, 1_500)).toEqual({ as: victor, command: "accept" });
});

test("somebody lets the offer run out, and the next one accepts", () => {
  const plan = aPlan({ ignoredOffers: 1 });
  expect(nextStep(seen(plan, offeredTo(victor)), 9_000)).toBeUndefined();
  expect(nextStep(seen(plan, offeredTo(victor), {}, offeredTo(bruno)), 9_000)).toEqual({
    as: bruno,
    command: "accept",
  });
});

test("somebody declines, and the next one accepts", () => {
  const plan = aPlan({ declines: true });
  expect(nextStep(seen(plan, offeredTo(victor)), 9_000)).toEqual({ as: victor, command: "decline" });
  expect(nextStep(seen(plan, offeredTo(victor), {}, offeredTo(bruno)), 9_000)).toEqual({
    as: bruno,
    command: "accept",
  });
});

test("when everybody was asked in vain, somebody of the team takes it from the queue", () => {
  const known = seen(aPlan(), {});
  expect(nextStep(known, 4_900)).toBeUndefined();
  expect(nextStep(known, 5_000)).toEqual({ as: victor, command: "accept" });
});

test("who is late on purpose waits until the promise to answer is broken", () => {
  const plan = aPlan({ answersLate: true });
  expect(nextStep(seen(plan, offeredTo(victor)), 30_000)).toBeUndefined();
  expect(nextStep(seen(plan, offeredTo(victor), {}), 21_900)).toBeUndefined();
  expect(nextStep(seen(plan, offeredTo(victor), {}), 22_000)).toEqual({ as: victor, command: "accept" });
});

test("the agent settles a simple matter at once, whoever was offered it", () => {
  const plan = aPlan({}, { settledAtOnce: true });
  const settled = { as: maya, command: "resolve", body: { outcome: "answered" } };
  expect(nextStep(seen(plan, offeredTo(victor)), 1_500)).toEqual(settled);
});

test("the handler starts, works, and resolves with a note", () => {
  expect(nextStep(seen(aPlan(), heldBy("accepted", victor)), 1_300)).toEqual({
    as: victor,
    command: "start",
  });
  const working = seen(aPlan(), heldBy("in_progress", victor));
  expect(nextStep(working, 2_900)).toBeUndefined();
  expect(nextStep(working, 3_000)).toEqual({
    as: victor,
    command: "resolve",
    body: { outcome: "done", note: "done" },
  });
});

test("the handler waits for parts once, and goes on", () => {
  const plan = aPlan({ pause: { reason: "parts", ms: 3_000 } });
  const working = seen(plan, heldBy("in_progress", victor));
  const pause = nextStep(working, 2_000);
  expect(pause).toEqual({ as: victor, command: "pause", body: { reason: "parts" }, once: "pause" });
  expect(nextStep(markDone(working, "pause"), 2_000)).toBeUndefined();
  const waiting = seen(plan, heldBy("waiting", victor));
  expect(nextStep(waiting, 3_900)).toBeUndefined();
  expect(nextStep(waiting, 4_000)).toEqual({ as: victor, command: "resume" });
});

test("the handler hands over to a colleague of the team, who accepts", () => {
  const working = seen(aPlan({ handsOver: true }), heldBy("in_progress", victor));
  expect(nextStep(working, 2_000)).toMatchObject({
    as: victor,
    command: "hand-over",
    body: { toStaffId: bruno.staffId },
  });
  const offered = seen(aPlan(), { ...heldBy("in_progress", victor), offeredTo: bruno.staffId });
  expect(nextStep(offered, 2_000)).toEqual({ as: bruno, command: "accept" });
});

test("the owner hands the ownership to another agent, who accepts it", () => {
  const working = seen(aPlan({ ownerHandsOver: true }), heldBy("in_progress", victor));
  expect(nextStep(working, 2_000)).toMatchObject({
    as: maya,
    command: "hand-over-owner",
    body: { toStaffId: leo.staffId },
  });
  const offered = seen(aPlan(), { ...heldBy("in_progress", victor), ownershipOfferedTo: leo.staffId });
  expect(nextStep(offered, 2_000)).toEqual({ as: leo, command: "accept-ownership" });
});

test("a reopened ticket goes through its next round from the beginning", () => {
  const plan = aPlan({ ignoredOffers: 1 });
  const reopened = { ...offeredTo(bruno), reopenings: 1 };
  expect(nextStep(seen(plan, offeredTo(victor), { status: "resolved" }, reopened), 9_000)).toEqual({
    as: bruno,
    command: "accept",
  });
});

test.each(["resolved", "closed", "cancelled"] as const)("nobody works on a ticket that is %s", (status) => {
  expect(nextStep(seen(aPlan(), { status }), 60_000)).toBeUndefined();
});

test("an older sight of a ticket changes nothing", () => {
  const known = seen(aPlan(), { version: 9, status: "resolved" });
  expect(seeTicket(known, aTicket({ version: 8, status: "in_progress" }), 5_000)).toBe(known);
});
