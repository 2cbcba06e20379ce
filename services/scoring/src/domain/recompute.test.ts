import type { FactOf } from "@shouwen/contracts/define-event";
import type { ledgerEntryPosted, ledgerEntryReversed } from "@shouwen/contracts/events/ledger";
import { expect, test } from "vitest";
import { serviceBasics } from "../../packs/service-basics.ts";
import { answered, breached, met, noon } from "../../test/events.ts";
import { type AccountFact, type Entry, emptyAccount, reverseEntry } from "./account.ts";
import { keepEntry } from "./entry.ts";
import { outcomeOf } from "./outcome.ts";
import { type ScoredEvent, scoreEvent } from "./score-event.ts";
import { scorePack, subjects } from "./score-pack.ts";

const pack = { policyVersionId: "pol_score_pack_group@0", version: 0, body: scorePack.parse(serviceBasics) };

const withId = (event: ScoredEvent, n: number): ScoredEvent => ({
  ...event,
  eventId: `01934d2e-7a00-7000-8000-${String(n).padStart(12, "0")}`,
});

const period = [
  answered(),
  answered({ outcome: "dissatisfied", rating: 1, handlerId: null }),
  breached(),
  met(),
  met({ lateMs: 5 }),
  breached({ target: "response", responsibleId: "stf_maya" }),
].map(withId);

const entriesOf = (facts: readonly AccountFact[]): Entry[] =>
  facts.map((fact) => keepEntry(null, fact as FactOf<typeof ledgerEntryPosted | typeof ledgerEntryReversed>));

const scored = period.flatMap((event) =>
  subjects.flatMap((subject) => scoreEvent(event, { subject, pack }, noon)),
);

test("recomputing a period from its events gives the same bytes", () => {
  const again = period.flatMap((event) =>
    subjects.flatMap((subject) => scoreEvent(event, { subject, pack }, noon)),
  );
  expect(JSON.stringify(entriesOf(again))).toBe(JSON.stringify(entriesOf(scored)));
});

test("every cause and rule makes one entry, and no two entries share a name", () => {
  const ids = entriesOf(scored).map(({ entryId }) => entryId);
  expect(ids).toHaveLength(6);
  expect(new Set(ids).size).toBe(6);
});

test("an entry that is heard again stays as it is", () => {
  const [first] = entriesOf(scored);
  if (!first) throw new Error("Nothing was scored");
  expect(keepEntry(first, scored[1] as FactOf<typeof ledgerEntryPosted>)).toBe(first);
});

test("an entry and its reversal add up to nothing", () => {
  const [entry] = entriesOf(scored);
  if (!entry) throw new Error("Nothing was scored");
  const [reversal] = entriesOf(
    reverseEntry({ entry, reason: "Wrong room", by: "stf_henry" }, emptyAccount, noon).slice(0, 1),
  );
  expect(reversal).toMatchObject({ reverses: entry.entryId, reason: "Wrong room", points: -entry.points });
});

test("promises and answers are counted whatever the pack gives, once and for whoever they belong to", () => {
  expect(period.map(outcomeOf)).toMatchObject(
    [
      { staffId: "stf_victor", what: "satisfied" },
      { staffId: "stf_maya", what: "dissatisfied" },
      { staffId: "stf_victor", what: "breached" },
      { staffId: "stf_victor", what: "met" },
      undefined,
      { staffId: "stf_maya", what: "breached" },
    ].map((outcome) => (outcome === undefined ? undefined : expect.objectContaining(outcome))),
  );
  expect(outcomeOf(answered({ outcome: "unreachable" }))).toBeUndefined();
  expect(outcomeOf(breached({ responsibleId: null }))).toBeUndefined();
  expect(outcomeOf(breached({ mode: "history" }))).toBeUndefined();
});
