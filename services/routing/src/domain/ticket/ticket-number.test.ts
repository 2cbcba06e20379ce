import { expect, test } from "vitest";
import { readSpokenNumber, seriesOf, ticketNumberOf } from "./ticket-number.ts";

test("a number says the year and counts, and grows when ten thousand are not enough", () => {
  expect(ticketNumberOf("26", 1)).toBe("S26-0001");
  expect(ticketNumberOf("26", 77_000)).toBe("S26-77000");
});

test("the year of a number is that of the property's own calendar", () => {
  const received = { propertyId: "prp_lakeside", receivedAt: "2026-12-31T17:00:00.000Z" };
  expect(seriesOf(received, "Asia/Shanghai")).toEqual({ propertyId: "prp_lakeside", year: "27" });
  expect(seriesOf(received, "Europe/Rome").year).toBe("26");
});

test.each([
  "S26-0123",
  "s26-0123",
  " S26 - 0123 ",
  "S260123",
  "26-0123",
  "26-123",
  "2026-0123",
  "260123",
  "Ｓ２６－０１２３",
  "２６０１２３",
  "编号 S26-0123",
  "编号：26-123",
  "工单号S26-0123",
  "No. 26-0123",
  "#26-0123",
  "s26 01 23",
  "二六零幺二三",
  "S26—0123",
  "工单S26-0123",
  "工单26-0123",
  "S26-0123的",
  "查一下s26-0123的进度",
])("a number is read as people say and type it: %s", (said) =>
  expect(readSpokenNumber(said).numbers).toContain("S26-0123"),
);

test("of a count alone the year is open", () => {
  const { numbers } = readSpokenNumber("123");
  expect(numbers).toHaveLength(100);
  expect(numbers).toEqual(expect.arrayContaining(["S25-0123", "S26-0123"]));
});

test.each(["bc7681e2", "BC7681E2", "编号BC7681E2", "bc76 81e2"])(
  "what messages called a ticket before tickets were counted still names it: %s",
  (said) => expect(readSpokenNumber(said).idEnding).toBe("bc7681e2"),
);

test.each(["漏水", "room 1203", "S0", "", "   ", "123456789012", "退订"])(
  "what is no number is read as none: %s",
  (said) => expect(readSpokenNumber(said)).toEqual({ numbers: [], idEnding: null }),
);
