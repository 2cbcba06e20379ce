import { expect, test } from "vitest";
import { serviceBasics } from "../../packs/service-basics.ts";
import { answered, breached, eventId, met, noon, ticketId } from "../../test/events.ts";
import { type ScoredEvent, scoreEvent } from "./score-event.ts";
import { type ScorePack, scorePack, subjects } from "./score-pack.ts";

const later = "2026-11-24T04:00:01.000Z";

const basics = {
  policyVersionId: "pol_score_pack_group@0",
  version: 0,
  body: scorePack.parse(serviceBasics),
};

/** Everything that an event is worth under a pack: account, rule, points. */
const worth = (event: ScoredEvent, body: ScorePack = basics.body) =>
  subjects.flatMap((subject) =>
    scoreEvent(event, { subject, pack: { ...basics, body } }, later).map(({ data }) => {
      const { account, ruleId, points } = data as { account: string; ruleId: string; points: number };
      return `${account} ${ruleId} ${points}`;
    }),
  );

const packOf = (...rules: object[]): ScorePack => scorePack.parse({ name: "test", rules });

test("an entry names whose it is, how much, by which rule, and because of which event", () => {
  expect(scoreEvent(answered(), { subject: "handler", pack: basics }, later)).toEqual([
    {
      type: "ledger_entry.posted.v1",
      data: {
        entryId: `ent_${eventId}-satisfied-handler`,
        account: "stf_victor",
        propertyId: "prp_lakeside",
        points: 2,
        packId: "service-basics",
        packVersion: 1,
        ruleId: "satisfied-handler",
        causeEventId: eventId,
        causeType: "callback.completed.v1",
        ticketId,
        profileId: "pro_li",
        occurredAt: noon,
        at: later,
      },
    },
  ]);
});

test("a satisfied customer is worth more to who did the work than to the owner", () => {
  expect(worth(answered())).toEqual(["stf_maya satisfied-owner 1", "stf_victor satisfied-handler 2"]);
});

test("a dissatisfied customer costs the handler 3 and the owner 1", () => {
  expect(worth(answered({ outcome: "dissatisfied" }))).toEqual([
    "stf_maya dissatisfied-owner -1",
    "stf_victor dissatisfied-handler -3",
  ]);
});

test("an owner who did the work has both entries", () => {
  expect(worth(answered({ handlerId: "stf_maya" }))).toEqual([
    "stf_maya satisfied-owner 1",
    "stf_maya satisfied-handler 2",
  ]);
});

test("a customer who was not reached is worth nothing to anybody", () => {
  expect(worth(answered({ outcome: "unreachable", rating: null }))).toEqual([]);
  expect(worth(answered({ outcome: "refused", rating: null }))).toEqual([]);
});

test("a broken promise costs whoever answers for it", () => {
  expect(worth(breached())).toEqual(["stf_victor resolution-broken -2"]);
  expect(worth(breached({ target: "response", responsibleId: "stf_maya" }))).toEqual([
    "stf_maya response-broken -1",
  ]);
  expect(worth(breached({ target: "accept" }))).toEqual([]);
});

test("a promise is worth something kept in time, and nothing kept late", () => {
  expect(worth(met())).toEqual(["stf_victor resolution-in-time 1"]);
  expect(worth(met({ lateMs: 1 }))).toEqual([]);
});

test("nobody's account is nobody's entry", () => {
  expect(worth(met({ responsibleId: null }))).toEqual([]);
  expect(worth(answered({ handlerId: null, ownerId: null }))).toEqual([]);
});

test("a record of the past is not scored", () => {
  expect(worth(breached({ mode: "history" }))).toEqual([]);
});

test("a pack may score departments and teams, late promises and ratings", () => {
  const pack = packOf(
    { ruleId: "late", on: "sla_target.met.v1", when: { late: true }, subject: "team", points: -0.25 },
    { ruleId: "any-met", on: "sla_target.met.v1", subject: "department", points: 0.5 },
    { ruleId: "five", on: "callback.completed.v1", when: { ratingAtLeast: 5 }, subject: "owner", points: 1 },
    { ruleId: "poor", on: "callback.completed.v1", when: { ratingAtMost: 2 }, subject: "owner", points: -1 },
  );
  expect(worth(met(), pack)).toEqual(["dep_engineering any-met 0.5"]);
  expect(worth(met({ lateMs: 9 }), pack)).toEqual([
    "dep_engineering any-met 0.5",
    "tea_engineering late -0.25",
  ]);
  expect(worth(answered({ rating: 5 }), pack)).toEqual(["stf_maya five 1"]);
  expect(worth(answered({ rating: 2 }), pack)).toEqual(["stf_maya poor -1"]);
  expect(worth(answered({ rating: null }), pack)).toEqual([]);
});

test("a history record scores no owner, handler, department or team either", () => {
  const rule = { on: "sla_target.met.v1", points: 1 };
  const pack = packOf(...subjects.map((subject) => ({ ...rule, ruleId: subject, subject })));
  expect(worth(met(), pack)).toHaveLength(5);
  expect(worth(met({ mode: "history" }), pack)).toEqual([]);
});

test("the same event under the same pack is worth the same entries, to the byte", () => {
  const twice = [1, 2].map(() =>
    JSON.stringify(scoreEvent(breached(), { subject: "responsible", pack: basics }, later)),
  );
  expect(twice[0]).toBe(twice[1]);
});
