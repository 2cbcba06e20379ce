import fc from "fast-check";
import { expect, test } from "vitest";
import {
  after,
  anAbsence,
  aShift,
  aShiftAt,
  aSwap,
  rosterCommand,
  rostered,
  rotaAfter,
  shiftsAround,
  told,
} from "../../../test/rota.ts";
import { aMember, now } from "../../../test/workforce.ts";
import { rotaOf, type Staff, unknownStaff } from "../staff/staff.ts";
import { removeShift, removeShiftsOf } from "./remove-shift.ts";
import { rosterShift } from "./roster-shift.ts";
import { overlaps } from "./shift-windows.ts";

const rejected = (code: string, facts: object = {}) =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

test("a shift is entered by its pattern, and nobody else hears of it", () => {
  const facts = rosterShift(rosterCommand(), aMember(), shiftsAround());
  expect(told(facts)).toEqual([]);
  expect(rotaAfter(aMember(), facts).shifts).toEqual([
    aShift({
      shiftId: "shi_new",
      date: "2026-11-23",
      pattern: "A",
      windows: [
        { from: "2026-11-22T23:30:00.000Z", to: "2026-11-23T03:00:00.000Z", stage: "ahead" },
        { from: "2026-11-23T10:00:00.000Z", to: "2026-11-23T14:30:00.000Z", stage: "ahead" },
      ],
    }),
  ]);
});

test("entering a shift again as it is changes nothing, so a file can be sent twice", () => {
  const once = after(aMember(), rosterShift(rosterCommand(), aMember(), shiftsAround()));
  expect(rosterShift(rosterCommand(), once, shiftsAround())).toEqual([]);
});

test("a shift takes the person's only team unless it is said", () => {
  const { teamId: _, ...command } = rosterCommand();
  const [shift] = rotaAfter(aMember(), rosterShift(command, aMember(), shiftsAround())).shifts;
  expect(shift?.teamId).toBe("tea_lakeside_engineering");
  const [none] = rotaAfter(
    aMember(),
    rosterShift(rosterCommand({ teamId: null }), aMember(), shiftsAround()),
  ).shifts;
  expect(none?.teamId).toBeNull();
});

test("a rota that overlaps is refused with both shifts", () => {
  const victor = rostered({ shifts: [aShiftAt("shi_early", "22T22:00/23T00:00")] });
  expect(() => rosterShift(rosterCommand(), victor, shiftsAround())).toThrow(
    rejected("shift.overlaps", {
      shift: expect.objectContaining({ shiftId: "shi_new", staffId: "stf_lakeside_victor", pattern: "A" }),
      overlaps: expect.objectContaining({
        shiftId: "shi_early",
        windows: [{ from: "2026-11-22T22:00:00.000Z", to: "2026-11-23T00:00:00.000Z" }],
      }),
    }),
  );
});

test("a night overlaps the morning after, also in another property", () => {
  const night = rosterCommand({ pattern: "N", date: "2026-11-22" });
  const victor = rostered({
    shifts: [{ ...aShiftAt("shi_away", "22T21:00/23T03:00"), propertyId: "prp_harbour" }],
  });
  expect(() => rosterShift(night, victor, shiftsAround())).toThrow(
    rejected("shift.overlaps", { overlaps: expect.objectContaining({ propertyId: "prp_harbour" }) }),
  );
});

test("a shift that begins as the other ends is no overlap", () => {
  const victor = rostered({ shifts: [aShiftAt("shi_early", "22T20:00/22T23:30")] });
  expect(rosterShift(rosterCommand(), victor, shiftsAround())).toHaveLength(1);
});

test("no shift is entered during leave that was granted, while leave that was only asked for is no reason", () => {
  const command = rosterCommand({ date: "2026-11-24" });
  expect(() =>
    rosterShift(command, rostered({ absences: [anAbsence({ status: "approved" })] }), shiftsAround()),
  ).toThrow(
    rejected("shift.during_absence", {
      absence: { absenceId: "abs_rest", firstDate: "2026-11-24", lastDate: "2026-11-25" },
    }),
  );
  for (const status of ["asked", "refused", "cancelled", "over"] as const)
    expect(
      rosterShift(command, rostered({ absences: [anAbsence({ status })] }), shiftsAround()),
    ).toHaveLength(1);
});

test("a shift needs a property, a pattern, a team and windows that there are", () => {
  const refuse = (code: string, command = rosterCommand(), around = shiftsAround()) =>
    expect(() => rosterShift(command, aMember(), around), code).toThrow(rejected(code));
  refuse("property.not_found", rosterCommand(), shiftsAround({ timeZone: undefined }));
  refuse("shift.pattern_unknown", rosterCommand({ pattern: "Z" }));
  refuse("shift.team_unknown", rosterCommand({ teamId: "tea_elsewhere" }));
  const double = [
    { from: "08:00", to: "12:00" },
    { from: "11:00", to: "15:00" },
  ];
  refuse("shift.windows_overlap", rosterCommand({ pattern: null, windows: double }));
  refuse("shift.too_old", rosterCommand({ date: "2026-09-01" }));
});

test("nobody is rostered who is not known or has left", () => {
  expect(() => rosterShift(rosterCommand(), unknownStaff, shiftsAround())).toThrow(
    rejected("staff.not_found"),
  );
  expect(() => rosterShift(rosterCommand(), aMember({ employed: false }), shiftsAround())).toThrow(
    rejected("staff.has_left"),
  );
});

test("so many shifts ahead are too many for one person", () => {
  const shifts = Array.from({ length: 800 }, (_, index) => {
    const from = new Date(Date.UTC(2027, 0, 1 + index)).toISOString();
    const to = new Date(Date.UTC(2027, 0, 1 + index, 4)).toISOString();
    return aShift({ shiftId: `shi_${index}`, windows: [{ from, to, stage: "ahead" }] });
  });
  expect(() => rosterShift(rosterCommand(), rostered({ shifts }), shiftsAround())).toThrow(
    rejected("rota.full"),
  );
});

const running = aShiftAt("shi_new", "22T06:00/22T10:00", "begun");
const until = (to: string) =>
  rosterCommand({ date: "2026-11-22", pattern: null, windows: [{ from: "14:00", to }] });

test("a shift under way may end later or sooner, and goes on being under way", () => {
  const [shift] = rotaAfter(
    rostered({ shifts: [running] }),
    rosterShift(until("20:00"), rostered({ shifts: [running] }), shiftsAround()),
  ).shifts;
  expect(shift?.windows).toEqual([
    { from: "2026-11-22T06:00:00.000Z", to: "2026-11-22T12:00:00.000Z", stage: "begun" },
  ]);
});

test("what was worked stays as it was", () => {
  const victor = rostered({ shifts: [running] });
  expect(() => rosterShift(until("15:00"), victor, shiftsAround())).toThrow(rejected("shift.has_begun"));
  expect(() => rosterShift(rosterCommand(), victor, shiftsAround())).toThrow(rejected("shift.has_begun"));
});

test("a shift of the past is entered for the record, and brings nobody on duty any more", () => {
  const facts = rosterShift(rosterCommand({ date: "2026-11-20" }), aMember(), shiftsAround());
  expect(rotaAfter(aMember(), facts).shifts[0]?.windows.map(({ stage }) => stage)).toEqual(["over", "over"]);
});

test("a shift that has not begun is taken out without a trace", () => {
  const victor = rostered({ shifts: [aShift()] });
  expect(rotaAfter(victor, removeShift({ shiftId: "shi_evening" }, victor, now)).shifts).toEqual([]);
});

test("taking out a shift under way ends it now and sends its person home", () => {
  const victor = rostered({ shifts: [running] }, { onDuty: true, onDutySince: "2026-11-22T06:00:00.000Z" });
  const facts = removeShift({ shiftId: "shi_new" }, victor, now);
  expect(told(facts)).toEqual(["staff.went_off_duty.v1", "staff.state.v1"]);
  expect(rotaAfter(victor, facts).shifts[0]?.windows).toEqual([
    { from: "2026-11-22T06:00:00.000Z", to: now, stage: "over" },
  ]);
});

test("a shift that is over, or that nobody has, is not taken out", () => {
  const over = rostered({ shifts: [aShiftAt("shi_over", "22T01:00/22T03:00", "over")] });
  expect(() => removeShift({ shiftId: "shi_over" }, over, now)).toThrow(rejected("shift.has_begun"));
  expect(() => removeShift({ shiftId: "shi_none" }, over, now)).toThrow(rejected("shift.not_found"));
});

test("property: whatever is entered in whatever order, nobody is ever in two places at once", () => {
  const minute = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const hour = String(Math.floor(quarter / 4)).padStart(2, "0");
    return `${hour}:${String((quarter % 4) * 15).padStart(2, "0")}`;
  });
  const command = fc.record({
    id: fc.integer({ min: 0, max: 9 }),
    day: fc.integer({ min: 23, max: 27 }),
    from: minute,
    to: minute,
    timeZone: fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York"),
  });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
      let staff: Staff = aMember();
      for (const { id, day, from, to, timeZone } of commands) {
        const shift = rosterCommand({
          shiftId: `shi_${id}`,
          date: `2026-11-${day}`,
          pattern: null,
          windows: [{ from, to }],
        });
        try {
          staff = after(staff, rosterShift(shift, staff, shiftsAround({ timeZone })));
        } catch (error) {
          expect(error).toEqual(rejected("shift.overlaps"));
        }
      }
      const windows = rotaOf(staff).shifts.flatMap((shift) => shift.windows);
      for (const [index, window] of windows.entries())
        for (const other of windows.slice(index + 1)) expect(overlaps(window, other)).toBe(false);
    }),
  );
});

test("a shift that begins at this very moment was not worked yet, and is taken out without a trace", () => {
  const victor = rostered({ shifts: [aShiftAt("shi_now", "22T08:00/22T10:00", "begun")] });
  expect(rotaAfter(victor, removeShift({ shiftId: "shi_now" }, victor, now)).shifts).toEqual([]);
});

test("a split shift that is taken out between its windows keeps the one that was worked", () => {
  const [worked, ahead] = [
    { from: "2026-11-22T01:00:00.000Z", to: "2026-11-22T05:00:00.000Z", stage: "over" as const },
    { from: "2026-11-22T10:00:00.000Z", to: "2026-11-22T14:00:00.000Z", stage: "ahead" as const },
  ];
  const victor = rostered({ shifts: [aShift({ windows: [worked, ahead] })] }, { onDuty: true });
  const facts = removeShift({ shiftId: "shi_evening" }, victor, now);
  expect(rotaAfter(victor, facts).shifts[0]?.windows).toEqual([worked]);
  expect(told(facts)).toEqual([]);
});

test("what is too old to matter is kept with its person no longer", () => {
  const old = aShift({
    shiftId: "shi_old",
    windows: [{ from: "2026-10-01T00:00:00.000Z", to: "2026-10-01T04:00:00.000Z", stage: "over" }],
  });
  const recent = aShiftAt("shi_recent", "01T00:00/01T04:00", "over");
  const past = anAbsence({ absenceId: "abs_past", status: "over", to: "2025-01-01T00:00:00.000Z" });
  const offered = aSwap({ offeredAt: "2026-10-01T00:00:00.000Z" });
  const victor = rostered({
    shifts: [old, recent],
    absences: [past, anAbsence()],
    swaps: [offered, aSwap()],
  });
  const rota = rotaAfter(victor, rosterShift(rosterCommand(), victor, shiftsAround()));
  expect(rota.shifts.map(({ shiftId }) => shiftId)).toEqual(["shi_recent", "shi_new"]);
  expect(rota.absences).toEqual([anAbsence()]);
  expect(rota.swaps).toEqual([aSwap()]);
});

test("a day off takes out whatever was to be worked on that date there, however it was entered", () => {
  const own = { ...aShift(), shiftId: "shi_by_hand" };
  const elsewhere = { ...aShift(), shiftId: "shi_far", propertyId: "prp_harbour" };
  const victor = rostered({ shifts: [own, elsewhere, aShiftAt("shi_day_after", "23T06:00/23T10:00")] });
  const off = { propertyId: "prp_lakeside", date: "2026-11-22" };
  const facts = removeShiftsOf(off, victor, now);
  expect(rotaAfter(victor, facts).shifts.map(({ shiftId }) => shiftId)).not.toContain("shi_by_hand");
  expect(rotaAfter(victor, facts).shifts.map(({ shiftId }) => shiftId)).toContain("shi_far");
  expect(removeShiftsOf({ ...off, date: "2026-11-29" }, victor, now)).toEqual([]);
});
