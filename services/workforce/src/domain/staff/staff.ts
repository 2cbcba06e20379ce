import type { DataOf, Fact, FactOf } from "@shouwen/contracts/define-event";
import { staffState } from "@shouwen/contracts/events/workforce";
import { staffNotFound } from "../rejections.ts";
import { emptyRota, type Rota, rotaChangedType } from "../rota.ts";

export type StaffData = DataOf<typeof staffState>;

/** What others say of a member of staff. Whether they are on duty, are away or work here at all is decided, not said. */
export const describedStaff = staffState.data.omit({
  onDuty: true,
  onDutySince: true,
  employed: true,
  substituteId: true,
  absentUntil: true,
  updatedAt: true,
});

/** `facts` counts what was said on the topic of facts, which numbers apart from the states. */
export type KnownStaff = {
  readonly status: "known";
  readonly facts: number;
  readonly data: StaffData;
  /** Missing: never rostered. */
  readonly rota?: Rota;
};

export type Staff = { readonly status: "unknown"; readonly facts: 0 } | KnownStaff;

export const unknownStaff: Staff = { status: "unknown", facts: 0 };

/** A fact counts; the state that always follows it says what the person is from then on. A rota is told to nobody. */
export const evolveStaff = (staff: Staff, fact: Fact): Staff => {
  if (fact.type === staffState.type)
    return { ...staff, status: "known", data: (fact as FactOf<typeof staffState>).data };
  if (staff.status === "unknown") return staff;
  if (fact.type === rotaChangedType) return { ...staff, rota: fact.data as Rota };
  return { ...staff, facts: staff.facts + 1 };
};

/** Throws when nobody is known by that id. */
export const known = (staff: Staff): KnownStaff => {
  if (staff.status === "unknown") throw staffNotFound();
  return staff;
};

export const rotaOf = (staff: Staff): Rota =>
  staff.status === "known" ? (staff.rota ?? emptyRota) : emptyRota;
