import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import {
  type staffCameOnDuty,
  type staffLeft,
  staffState,
  type staffWentOffDuty,
} from "@shouwen/contracts/events/workforce";
import { staffNotFound } from "../rejections.ts";
import { emptyRota, type Rota, type rotaChanged, rotaChangedType } from "../rota.ts";

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

export type StaffFact =
  | FactOf<typeof staffState | typeof staffCameOnDuty | typeof staffWentOffDuty | typeof staffLeft>
  | ReturnType<typeof rotaChanged>;

export const unknownStaff: Staff = { status: "unknown", facts: 0 };

/** A fact counts; the state that always follows it says what the person is from then on. A rota is told to nobody. */
export const evolveStaff = (staff: Staff, fact: StaffFact): Staff => {
  if (fact.type === staffState.type) return { ...staff, status: "known", data: fact.data };
  if (staff.status === "unknown") return staff;
  if (fact.type === rotaChangedType) return { ...staff, rota: fact.data };
  return { ...staff, facts: staff.facts + 1 };
};

/** Throws when nobody is known by that id. */
export const known = (staff: Staff): KnownStaff => {
  if (staff.status === "unknown") throw staffNotFound();
  return staff;
};

export const rotaOf = (staff: Staff): Rota =>
  staff.status === "known" ? (staff.rota ?? emptyRota) : emptyRota;
