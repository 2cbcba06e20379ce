import { staffState } from "@shouwen/contracts/events/workforce";
import { goOffDuty } from "../duty/go-off-duty.ts";
import { type Absence, rotaChanged } from "../rota.ts";
import {
  evolveStaff,
  type KnownStaff,
  rotaOf,
  type Staff,
  type StaffData,
  type StaffFact,
} from "../staff/staff.ts";

const followed = (absence: Absence, now: string): Absence => {
  const { status, from, to } = absence;
  if (status !== "approved" && status !== "begun") return absence;
  if (to <= now) return { ...absence, status: "over" };
  return from <= now ? { ...absence, status: "begun" } : absence;
};

/**
 * What the clock does about leave: it begins and ends by itself. Who is on leave is off duty, and the state says until
 * when and who stands in; when it is over, it says neither.
 */
export const followAbsences = (staff: Staff, now: string): StaffFact[] => {
  if (staff.status === "unknown" || !staff.data.employed) return [];
  const rota = rotaOf(staff);
  const absences = rota.absences.map((absence) => followed(absence, now));
  const changed = rotaChanged({ ...rota, absences }, now);
  const after = evolveStaff(staff, changed) as KnownStaff;
  return [changed, ...sayAbsence(after, now)];
};

/** Says who is away, until when and who stands in, where the state does not say it yet. */
const sayAbsence = (staff: KnownStaff, now: string): StaffFact[] => {
  const running = rotaOf(staff).absences.find(({ status }) => status === "begun");
  const { data } = staff;
  const { absentUntil = null, substituteId = null } = data;
  if (!running && absentUntil === null) return [];
  const says = { absentUntil: running?.to ?? null, substituteId: running?.substituteId ?? null };
  if (says.absentUntil === absentUntil && says.substituteId === substituteId) return [];
  return withHomeward(staff, says, now);
};

/** Off duty first where that is needed, and then one state that says all of it. */
const withHomeward = (
  staff: KnownStaff,
  says: Pick<StaffData, "absentUntil" | "substituteId">,
  now: string,
): StaffFact[] => {
  const away = says.absentUntil ? goOffDuty(staff, now) : [];
  const home = away.reduce<Staff>(evolveStaff, staff) as KnownStaff;
  const facts = away.filter(({ type }) => type !== staffState.type);
  return [...facts, staffState.of({ ...home.data, ...says, updatedAt: now })];
};
