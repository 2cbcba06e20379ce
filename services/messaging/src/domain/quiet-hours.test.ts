import { describe, expect, test } from "vitest";
import { quietHours, quietUntil, shippedQuietHours } from "./quiet-hours.ts";

const shipped = quietHours.parse(shippedQuietHours);
const shanghai = "Asia/Shanghai";

describe("quiet hours", () => {
  test("from 21:00 to 08:00 nobody is disturbed, by the clock of the property", () => {
    expect(quietUntil(shipped, shanghai, "2026-11-22T21:00:00+08:00")).toBe("2026-11-23T00:00:00.000Z");
    expect(quietUntil(shipped, shanghai, "2026-11-23T02:30:00+08:00")).toBe("2026-11-23T00:00:00.000Z");
    expect(quietUntil(shipped, shanghai, "2026-11-23T07:59:59+08:00")).toBe("2026-11-23T00:00:00.000Z");
  });

  test("they begin with their first minute and are over at their last", () => {
    expect(quietUntil(shipped, shanghai, "2026-11-22T20:59:59+08:00")).toBeNull();
    expect(quietUntil(shipped, shanghai, "2026-11-23T08:00:00+08:00")).toBeNull();
  });

  test("the same moment is quiet in one zone and loud in another", () => {
    const now = "2026-11-22T14:00:00.000Z";
    expect(quietUntil(shipped, shanghai, now)).not.toBeNull();
    expect(quietUntil(shipped, "Europe/London", now)).toBeNull();
  });

  test("they end at eight on the wall on the day when the clocks change as well", () => {
    expect(quietUntil(shipped, "Europe/Berlin", "2026-10-24T23:00:00+02:00")).toBe(
      "2026-10-25T07:00:00.000Z",
    );
    expect(quietUntil(shipped, "Europe/Berlin", "2026-03-28T23:00:00+01:00")).toBe(
      "2026-03-29T06:00:00.000Z",
    );
  });

  test("a property that publishes no window has none", () => {
    expect(quietUntil(quietHours.parse({ windows: [] }), shanghai, "2026-11-23T02:00:00+08:00")).toBeNull();
  });

  test("several windows may overlap", () => {
    const siesta = quietHours.parse({
      windows: [
        { from: "12:00", to: "14:00" },
        { from: "13:00", to: "15:00" },
        { from: "22:00", to: "06:00" },
      ],
    });
    expect(quietUntil(siesta, shanghai, "2026-11-23T12:30:00+08:00")).toBe("2026-11-23T07:00:00.000Z");
    expect(quietUntil(siesta, shanghai, "2026-11-23T06:00:00+08:00")).toBeNull();
  });

  test("a policy that leaves no minute of the day is refused when it is published", () => {
    expect(quietHours.safeParse({ windows: [{ from: "08:00", to: "08:00" }] }).success).toBe(false);
    expect(quietHours.safeParse({ windows: [{ from: "8:00", to: "09:00" }] }).success).toBe(false);
  });
});
