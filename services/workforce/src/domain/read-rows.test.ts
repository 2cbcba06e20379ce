import fc from "fast-check";
import { expect, test } from "vitest";
import { staffCommand, teamData } from "../../test/workforce.ts";
import { shippedShiftPatterns } from "./policies.ts";
import { dateIn, readRotaRow, windowsIn } from "./shift/read-rota-row.ts";
import { readStaffRow, type StaffCells, type StaffRowContext } from "./staff/read-staff-row.ts";

const numbers = new Map([
  ["1008", "stf_lakeside_victor"],
  ["1014", "stf_lakeside_diana"],
]);

const staffRow = (cells: StaffCells, around: Partial<StaffRowContext> = {}) =>
  readStaffRow(
    { staffNumber: "1020", name: "赵敏", ...cells },
    {
      propertyId: "prp_lakeside",
      staffId: "stf_lakeside_1020",
      teams: [teamData()],
      numbers,
      before: undefined,
      ...around,
    },
  );

test("somebody new needs a number and a name, and gets what most have", () => {
  expect(staffRow({})).toEqual({
    row: {
      staffId: "stf_lakeside_1020",
      propertyId: "prp_lakeside",
      staffNumber: "1020",
      name: "赵敏",
      nameEn: "赵敏",
      roles: ["staff"],
      departmentId: null,
      teamIds: [],
      skills: [],
      languages: ["zh-CN"],
      capacity: 5,
    },
  });
});

test("a whole row in Chinese says a whole person", () => {
  const cells = {
    nameEn: "Min Zhao",
    roles: "主管；员工",
    teams: "维修",
    skills: "plumbing:4；electrics",
    languages: "中文、英语",
    capacity: "8",
    supervisor: "1014",
    remedyLimit: "500.5",
  };
  expect(staffRow(cells)).toMatchObject({
    row: {
      nameEn: "Min Zhao",
      roles: ["supervisor", "staff"],
      departmentId: "dep_lakeside_engineering",
      teamIds: ["tea_lakeside_engineering"],
      skills: [
        { skill: "plumbing", level: 4 },
        { skill: "electrics", level: 3 },
      ],
      languages: ["zh-CN", "en"],
      capacity: 8,
      supervisorId: "stf_lakeside_diana",
      remedyLimit: { amountMinor: 50_050, currency: "CNY" },
    },
  });
});

test("an empty cell leaves what is known of a person as it is", () => {
  const before = staffCommand({ supervisorId: "stf_lakeside_diana", capacity: 20 });
  const read = staffRow(
    { staffNumber: "1008", name: before.name, roles: "" },
    { staffId: before.staffId, before },
  );
  expect(read).toEqual({ row: before });
});

test("everything that is wrong with a row is said, and never what was there", () => {
  const cells = {
    roles: "emperor",
    teams: "nowhere",
    department: "x",
    skills: "plumbing:9",
    languages: "klingon",
    capacity: "many",
    remedyLimit: "-1",
    supervisor: "9999",
  };
  const read = staffRow(cells);
  if (!("errors" in read)) throw new Error("It was taken");
  expect(read.errors.map(({ field }) => field).toSorted()).toEqual(Object.keys(cells).toSorted());
  for (const value of Object.values(cells)) expect(JSON.stringify(read)).not.toContain(`"${value}"`);
  expect(staffRow({ name: "" })).toMatchObject({
    errors: [{ field: "name", message: { en: "is missing or too long", "zh-CN": "缺少或过长" } }],
  });
  expect(staffRow({ name: "长".repeat(81) })).toMatchObject({
    errors: expect.arrayContaining([expect.objectContaining({ field: "name" })]),
  });
});

test("nobody reports to themselves, and a supervisor may be named by id", () => {
  expect(
    staffRow({ staffNumber: "1014", supervisor: "1014" }, { staffId: "stf_lakeside_diana" }),
  ).toMatchObject({
    errors: [{ field: "supervisor" }],
  });
  expect(staffRow({ supervisor: "stf_lakeside_diana" })).toMatchObject({
    row: { supervisorId: "stf_lakeside_diana" },
  });
});

const rotaRow = (cells: object) =>
  readRotaRow(
    { staffNumber: "1008", date: "2026-11-23", shift: "A", ...cells },
    { numbers, teams: [teamData()], patternsOn: () => shippedShiftPatterns.patterns },
  );

test("a shift is a pattern, the pattern's name, or times", () => {
  const victor = { staffId: "stf_lakeside_victor", date: "2026-11-23" };
  expect(rotaRow({})).toEqual({ row: { ...victor, work: { pattern: "A" } } });
  expect(rotaRow({ shift: "b班" })).toMatchObject({ row: { work: { pattern: "B" } } });
  expect(rotaRow({ shift: "07:30-11:00 18:00~22:30", team: "维修" })).toEqual({
    row: {
      ...victor,
      work: {
        pattern: null,
        windows: [
          { from: "07:30", to: "11:00" },
          { from: "18:00", to: "22:30" },
        ],
        teamId: "tea_lakeside_engineering",
      },
    },
  });
});

test("a day off is a row too", () => {
  for (const shift of ["休", "OFF", "休息"])
    expect(rotaRow({ shift })).toMatchObject({ row: { work: "off" } });
});

test("who is not known, no date, no shift and no team are each reported", () => {
  const read = rotaRow({ staffNumber: "9", date: "31/11", shift: "Q", team: "nowhere" });
  expect(read).toMatchObject({
    errors: [{ field: "staffNumber" }, { field: "date" }, { field: "shift" }, { field: "team" }],
  });
});

test("dates are read as people write them, and there is no 31 November", () => {
  for (const cell of ["2026-11-03", "2026/11/3", "20261103", "2026年11月3日", "2026.11.03"])
    expect(dateIn(cell), cell).toBe("2026-11-03");
  for (const cell of ["2026-11-31", "2026-13-01", "tomorrow", "", "3/11/2026"])
    expect(dateIn(cell), cell).toBeUndefined();
});

test("property: windows that are written are read again, whatever stands between", () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
  const windows = fc.array(fc.record({ from: time, to: time }), { minLength: 1, maxLength: 4 });
  const dash = fc.constantFrom("-", "–", "~", "至", " - ");
  const gap = fc.constantFrom(" ", ",", "；", "+", " / ");
  fc.assert(
    fc.property(windows, dash, gap, (list, between, apart) => {
      expect(windowsIn(list.map(({ from, to }) => `${from}${between}${to}`).join(apart))).toEqual(list);
    }),
  );
});

test("a number that a spreadsheet took for an amount is somebody's, unless it was rounded", () => {
  expect(rotaRow({ staffNumber: "1008.0" })).toMatchObject({ row: { staffId: "stf_lakeside_victor" } });
  expect(staffRow({ staffNumber: "1020.0", supervisor: "1014.0" })).toMatchObject({
    row: { staffNumber: "1020", supervisorId: "stf_lakeside_diana" },
  });
  for (const read of [rotaRow({ staffNumber: "1.38E+10" }), staffRow({ staffNumber: "1.38E+10" })])
    expect(read).toMatchObject({
      errors: [{ field: "staffNumber", message: { en: expect.stringContaining('"1.38E+10" was rounded') } }],
    });
});

test("a date is read as offices write it, and one that may be two as its file writes dates", () => {
  for (const date of ["2026年11月23日", "20261123", "23.11.2026", "46349", "2026-11-23 00:00"])
    expect(rotaRow({ date })).toMatchObject({ row: { date: "2026-11-23" } });
  expect(dateIn("03/04/2027")).toBeUndefined();
  expect(dateIn("03/04/2027", "day first")).toBe("2027-04-03");
  expect(rotaRow({ date: "morgen" })).toMatchObject({
    errors: [{ field: "date", message: { "zh-CN": "“morgen”不是日期，应写成：2026-11-23" } }],
  });
});
