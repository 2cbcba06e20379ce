import { staffCameOnDuty } from "@shouwen/contracts/events/workforce";
import { type DecideEach, onEach } from "@shouwen/event-bus/each";
import type { Consumer } from "@shouwen/event-bus/message";
import { endStay } from "../domain/duty/end-stay.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";

/** The successor has come: whoever stayed for them goes home. */
export const endStayOnStaffCameOnDuty = (
  decide: DecideEach<Staff, StaffFact>,
  relievedBy: (staffId: string) => Promise<readonly string[]>,
): Consumer =>
  onEach("end-stay-on-staff-came-on-duty", staffCameOnDuty, async ({ staffId }, cause) =>
    decide(await relievedBy(staffId), cause, endStay),
  );
