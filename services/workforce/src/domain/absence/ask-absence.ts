import {
  absenceDatesWrong,
  absenceOverlaps,
  rotaOfOthersForbidden,
  staffHasLeft,
  substituteUnfit,
} from "../rejections.ts";
import { type Absence, rotaChanged } from "../rota.ts";
import { dayOf, overlaps, spansOn } from "../shift/shift-windows.ts";
import { known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { type By, leadsOthers } from "../staff/who-may.ts";

export type AskAbsence = Pick<Absence, "absenceId" | "kind" | "firstDate" | "lastDate" | "substituteId"> & {
  readonly by: By;
};

const longestDays = 366;
const wholeDay = [{ from: "00:00", to: "24:00" }];

/** Asks for leave over whole dates of the home property. It counts once it is approved. */
export const askAbsence = (
  { by, ...command }: AskAbsence,
  staff: Staff,
  { now, timeZone }: { now: string; timeZone: string },
): StaffFact[] => {
  const { data } = known(staff);
  if (!data.employed) throw staffHasLeft();
  if (by.id !== data.staffId && !leadsOthers(by)) throw rotaOfOthersForbidden();
  if (command.substituteId === data.staffId) throw substituteUnfit();
  const from = spansOn(command.firstDate, wholeDay, timeZone)[0]?.from ?? "";
  const to = spansOn(command.lastDate, wholeDay, timeZone)[0]?.to ?? "";
  const days = dayOf(command.lastDate) - dayOf(command.firstDate);
  if (days < 0 || days >= longestDays || to <= now) throw absenceDatesWrong();
  const rota = rotaOf(staff);
  const other = rota.absences.find((one) => isStanding(one) && overlaps(one, { from, to }));
  if (other) {
    const { absenceId, firstDate, lastDate } = other;
    throw absenceOverlaps({ absence: { absenceId, firstDate, lastDate } });
  }
  const asked = {
    ...command,
    from,
    to,
    status: "asked",
    askedAt: now,
    decidedBy: null,
    decidedAt: null,
  } as const;
  return [rotaChanged({ ...rota, absences: [...rota.absences, asked] }, now)];
};

/** Whether leave still means something: asked for, approved or under way. */
export const isStanding = ({ status }: Absence): boolean =>
  status === "asked" || status === "approved" || status === "begun";
