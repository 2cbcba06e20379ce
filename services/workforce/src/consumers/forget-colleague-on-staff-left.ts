import { staffLeft } from "@shouwen/contracts/events/workforce";
import { type DecideEach, onEach } from "@shouwen/event-bus/each";
import type { Consumer } from "@shouwen/event-bus/message";
import { forgetColleague } from "../domain/staff/forget-colleague.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";

/** Somebody has left the company: nobody's state names them any more. */
export const forgetColleagueOnStaffLeft = (
  decide: DecideEach<Staff, StaffFact>,
  colleagues: {
    thoseWhoName(staffId: string): Promise<readonly string[]>;
    member(staffId: string): Promise<Staff>;
  },
): Consumer =>
  onEach("forget-colleague-on-staff-left", staffLeft, async ({ staffId }, cause) => {
    const left = await colleagues.member(staffId);
    const supervisorId = left.status === "unknown" ? null : (left.data.supervisorId ?? null);
    await decide(await colleagues.thoseWhoName(staffId), cause, (staff, now) =>
      forgetColleague({ staffId, supervisorId }, staff, now),
    );
  });
