import { expect, test } from "vitest";
import { eventLine, tellingFields } from "./event-line.ts";

const clockOf = (moment: string): string => new Date(moment).toTimeString().slice(0, 8);

const breached = {
  type: "sla_target.breached.v1",
  time: "2026-11-22T08:15:00.123Z",
  key: "tic_1",
  aggseq: 9,
  data: {
    ticketId: "tic_1",
    propertyId: "prp_lakeside",
    kind: "repair",
    words: "sealed:v1:pro_1:abc",
    target: "response",
    teamId: null,
    dueAt: "2026-11-22T08:14:59.000Z",
  },
};

test("the property comes first, then what happened; what the ticket is, its first event has said", () => {
  expect(tellingFields(breached)).toEqual([
    "prp_lakeside",
    "target=response",
    `dueAt=${clockOf(breached.data.dueAt)}`,
  ]);
});

test("the first event of a key says what the thing is", () => {
  expect(tellingFields({ ...breached, aggseq: 1 })).toContain("kind=repair");
});

test("what an event defines anew is what happened", () => {
  const accepted = {
    type: "ticket.accepted.v1",
    key: "tic_1",
    aggseq: 6,
    data: { handlerId: "stf_1", ownerId: "stf_2" },
  };
  expect(tellingFields(accepted)).toEqual(["handlerId=stf_1"]);
});

test("sealed text is never shown", () => {
  expect(eventLine(breached)).not.toContain("sealed");
});

test("a line names time, type and key", () => {
  expect(eventLine(breached)).toMatch(
    /^\d\d:\d\d:00\.123 sla_target\.breached\.v1 +tic_1 {2}prp_lakeside · target=/,
  );
});

test("a tombstone says that the thing is gone", () => {
  expect(tellingFields({ type: "profile.state.v1", key: "pro_1", aggseq: 3, data: null })).toEqual(["gone"]);
});
