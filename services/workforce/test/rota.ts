import {
  type Absence,
  emptyRota,
  type Rota,
  rotaChangedType,
  type Shift,
  type ShiftWindow,
  type Swap,
} from "../src/domain/rota.ts";
import type { RosterShift, RosterShiftContext } from "../src/domain/shift/roster-shift.ts";
import {
  evolveStaff,
  type KnownStaff,
  rotaOf,
  type Staff,
  type StaffData,
  type StaffFact,
} from "../src/domain/staff/staff.ts";
import type { By } from "../src/domain/staff/who-may.ts";
import { now, staffData } from "./workforce.ts";

/** 2026-11-22, 16:00 in Shanghai, is `now`. A shift of that evening, from 18:00 until 22:30. */
export const aShift = (overrides: Partial<Shift> = {}): Shift => ({
  shiftId: "shi_evening",
  propertyId: "prp_lakeside",
  teamId: "tea_lakeside_engineering",
  date: "2026-11-22",
  pattern: null,
  windows: [{ from: "2026-11-22T10:00:00.000Z", to: "2026-11-22T14:30:00.000Z", stage: "ahead" }],
  ...overrides,
});

/** The same place and team, from one moment of November to another: `22T06:00/22T10:00`. */
export const aShiftAt = (shiftId: string, time: string, stage: ShiftWindow["stage"] = "ahead"): Shift => {
  const [from = "", to = ""] = time.split("/").map((moment) => `2026-11-${moment}:00.000Z`);
  return aShift({ shiftId, windows: [{ from, to, stage }] });
};

export const rosterCommand = (overrides: Partial<RosterShift> = {}): RosterShift => ({
  shiftId: "shi_new",
  propertyId: "prp_lakeside",
  teamId: "tea_lakeside_engineering",
  date: "2026-11-23",
  pattern: "A",
  ...overrides,
});

export const shiftsAround = (overrides: Partial<RosterShiftContext> = {}) => ({
  now,
  around: {
    timeZone: "Asia/Shanghai",
    patterns: [
      {
        id: "A",
        windows: [
          { from: "07:30", to: "11:00" },
          { from: "18:00", to: "22:30" },
        ],
      },
      { id: "N", windows: [{ from: "22:00", to: "06:00" }] },
    ],
    teamIds: ["tea_lakeside_engineering"],
    ...overrides,
  } satisfies RosterShiftContext,
});

export const anAbsence = (overrides: Partial<Absence> = {}): Absence => ({
  absenceId: "abs_rest",
  kind: "annual",
  firstDate: "2026-11-24",
  lastDate: "2026-11-25",
  from: "2026-11-23T16:00:00.000Z",
  to: "2026-11-25T16:00:00.000Z",
  substituteId: "stf_lakeside_amy",
  status: "asked",
  askedAt: now,
  decidedBy: null,
  decidedAt: null,
  ...overrides,
});

export const aSwap = (overrides: Partial<Swap> = {}): Swap => ({
  swapId: "swp_one",
  shiftId: "shi_evening",
  withStaffId: "stf_lakeside_amy",
  theirShiftId: "shi_theirs",
  status: "offered",
  offeredAt: now,
  decidedBy: null,
  decidedAt: null,
  ...overrides,
});

/** Somebody with a rota. */
export const rostered = (rota: Partial<Rota>, data: Partial<StaffData> = {}): KnownStaff => ({
  status: "known",
  facts: 0,
  data: staffData(data),
  rota: { ...emptyRota, ...rota },
});

export const supervisor: By = { id: "stf_lakeside_diana", roles: ["supervisor"] };
export const victor: By = { id: "stf_lakeside_victor", roles: ["staff"] };
export const amy: By = { id: "stf_lakeside_amy", roles: ["staff"] };

/** What somebody is after these facts. */
export const after = (staff: Staff, facts: readonly StaffFact[]): Staff => facts.reduce(evolveStaff, staff);

/** The rota after these facts. */
export const rotaAfter = (staff: Staff, facts: readonly StaffFact[]): Rota => rotaOf(after(staff, facts));

/** What others hear of these facts. */
export const told = (facts: readonly StaffFact[]): string[] =>
  facts.filter(({ type }) => type !== rotaChangedType).map(({ type }) => type);
