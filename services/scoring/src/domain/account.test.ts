import { ledgerEntryPosted } from "@shouwen/contracts/events/ledger";
import { expect, test } from "vitest";
import { eventId, noon, ticketId } from "../../test/events.ts";
import {
  type Account,
  type AccountFact,
  type Entry,
  emptyAccount,
  evolveAccount,
  mirrorOf,
  reverseEntry,
} from "./account.ts";

const entry: Entry = {
  entryId: `ent_${eventId}-resolution-broken`,
  account: "stf_victor",
  propertyId: "prp_lakeside",
  points: -2,
  packId: "service-basics",
  packVersion: 1,
  ruleId: "resolution-broken",
  causeEventId: eventId,
  causeType: "sla_target.breached.v1",
  ticketId,
  occurredAt: noon,
  at: noon,
  reverses: null,
  reason: null,
};

const december = "2026-12-02T01:00:00.000Z";
const command = { entry, reason: "sealed:v1:pro_li:AAAA", by: "stf_henry" };

const after = (facts: readonly AccountFact[]): Account => facts.reduce(evolveAccount, emptyAccount);

test("an entry is taken back by its mirror image, in the period of what happened", () => {
  const [reversed] = reverseEntry(command, emptyAccount, december);
  expect(reversed).toMatchObject({
    type: "ledger_entry.reversed.v1",
    data: {
      entryId: `ent_r-${eventId}-resolution-broken`,
      reversesEntryId: entry.entryId,
      points: 2,
      account: "stf_victor",
      occurredAt: noon,
      at: december,
      reason: "by_hand",
      sealedReason: command.reason,
    },
  });
});

test("a reason that could not be sealed, because the customer was erased, is not kept", () => {
  const [reversed] = reverseEntry({ ...command, reason: null }, emptyAccount, december);
  expect(reversed?.data).not.toHaveProperty("sealedReason");
});

test("an entry is taken back at most once; a second reason is not lost in silence", () => {
  const state = after(reverseEntry(command, emptyAccount, december));
  expect(() => reverseEntry({ ...command, reason: "Once more", by: "stf_ian" }, state, december)).toThrow(
    expect.objectContaining({ code: "ledger_entry.reversed" }),
  );
});

test("who took it back is kept, and is no event", () => {
  const facts = reverseEntry(command, emptyAccount, december);
  expect(facts.map(({ type, internal }) => [type, internal])).toEqual([
    ["ledger_entry.reversed.v1", undefined],
    ["ledger.reversal_signed", true],
  ]);
  expect(after(facts)).toEqual({
    told: 1,
    reversed: { [entry.entryId]: { reason: command.reason, at: december, by: "stf_henry" } },
  });
});

test("a reversing entry is not taken back", () => {
  const mirror = mirrorOf(entry, { reason: "The guest was out", at: december });
  expect(() => reverseEntry({ ...command, entry: mirror }, emptyAccount, december)).toThrow(
    expect.objectContaining({ code: "ledger_entry.is_reversal" }),
  );
});

test("an account counts what it said", () => {
  const { reverses: _reverses, reason: _reason, ...posted } = entry;
  expect(after([ledgerEntryPosted.of(posted), ledgerEntryPosted.of(posted)]).told).toBe(2);
});
