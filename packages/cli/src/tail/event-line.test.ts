import { expect, test } from "vitest";
import { eventLine, tellingFields } from "./event-line.ts";

const breached = {
  type: "sla_target.breached.v1",
  time: "2026-11-22T08:15:00.123Z",
  key: "tic_1",
  data: {
    ticketId: "tic_1",
    propertyId: "prp_lakeside",
    kind: "repair",
    words: "sealed:v1:pro_1:abc",
    target: "response",
    teamId: null,
    lateMs: 0,
  },
};

test("the property comes first, then what says most; what is null or the key itself is left out", () => {
  expect(tellingFields(breached)).toEqual(["prp_lakeside", "target=response", "kind=repair", "lateMs=0"]);
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
  expect(tellingFields({ key: "pro_1", data: null })).toEqual(["gone"]);
});
