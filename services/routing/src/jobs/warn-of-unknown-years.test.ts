import { calendarBody } from "@shouwen/calendar/calendar-body";
import { expect, test, vi } from "vitest";
import { shippedCalendar } from "../domain/policy/policies.ts";
import { warnOfUnknownYears } from "./warn-of-unknown-years.ts";

const version = (scope: string, knownYears?: number[]) => ({
  policyVersionId: `pol_calendars_${scope}@1`,
  scope,
  version: 1,
  effectiveUntil: null,
  effectiveFrom: "2026-01-01T00:00:00.000Z",
  body: calendarBody.parse({ ...shippedCalendar, knownYears }),
});

const everyYear = Array.from({ length: 300 }, (_, index) => 2000 + index);

test("only calendars that follow official days and lack a year are named, once for all their properties", async () => {
  const [group, full, lacking] = [version("group"), version("full", everyYear), version("lacking", [2007])];
  const inForce = new Map([
    ["prp_none", group],
    ["prp_full", full],
    ["prp_a", lacking],
    ["prp_b", lacking],
    ["prp_past", lacking],
  ]);
  const warned: unknown[] = [];
  const job = warnOfUnknownYears({
    properties: () =>
      Promise.resolve(
        [...inForce.keys()].map((propertyId) => ({
          propertyId,
          purpose: propertyId === "prp_past" ? "history" : "live",
        })),
      ),
    calendars: () =>
      Promise.resolve({
        version: () => undefined,
        versions: [],
        with: () => expect.unreachable("nothing is drafted here"),
        inForce: (propertyId) => inForce.get(propertyId) ?? group,
      }),
    now: () => "2026-11-30T08:00:00.000Z",
    log: { info: vi.fn(), error: vi.fn(), warn: (fields) => void warned.push(fields) },
  });
  await job.run();
  expect(warned).toMatchObject([
    {
      calendar: "pol_calendars_lacking@1",
      properties: 2,
      years: expect.arrayContaining([2026]),
    },
  ]);
});
