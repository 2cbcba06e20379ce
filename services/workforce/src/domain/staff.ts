import type { DataOf, Fact, FactOf } from "@shouwen/contracts/define-event";
import { staffState } from "@shouwen/contracts/events/workforce";

export type StaffData = DataOf<typeof staffState>;

/** `facts` counts what was said on the topic of facts, which numbers apart from the states. */
export type Staff =
  | { readonly status: "unknown"; readonly facts: 0 }
  | { readonly status: "known"; readonly facts: number; readonly data: StaffData };

export const unknownStaff: Staff = { status: "unknown", facts: 0 };

/** A fact counts; the state that always follows it says what the person is from then on. */
export const evolveStaff = (staff: Staff, fact: Fact): Staff => {
  if (fact.type === staffState.type)
    return { status: "known", facts: staff.facts, data: (fact as FactOf<typeof staffState>).data };
  return staff.status === "unknown" ? staff : { ...staff, facts: staff.facts + 1 };
};
