import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { followAbsences } from "../domain/absence/follow-absences.ts";
import { endStay } from "../domain/duty/end-stay.ts";
import { followRota, type TeamLeft, teamsAtWork } from "../domain/duty/follow-rota.ts";
import type { DutyPolicy } from "../domain/policies.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";

/** What a boundary of the rota needs to know besides the person. */
export type RotaNeeds = {
  duty(): Promise<PolicySet<DutyPolicy>>;
  teamsWithout(staffId: string, teamIds: readonly string[]): Promise<ReadonlyMap<string, TeamLeft>>;
};

const idOf = (staff: Staff): string => (staff.status === "unknown" ? "" : staff.data.staffId);

const propertyOf = (staff: Staff): string => (staff.status === "unknown" ? "" : staff.data.propertyId);

/** What the clock does to people: windows begin and end, leave begins and ends, a stay has lasted long enough. */
export const staffTimers = (store: AggregateStore<Staff, StaffFact>, needs: RotaNeeds): TimerHandler[] => {
  const about = { store, correlationOf: uuidv7 };
  return [
    onTimer({
      ...about,
      kind: "duty",
      context: async (staff) => ({
        policySet: await needs.duty(),
        teams: await needs.teamsWithout(idOf(staff), teamsAtWork(staff)),
      }),
      decide: (_due, staff, { context: { policySet, teams }, now }) =>
        followRota(staff, {
          now,
          context: { policy: policySet.inForce(propertyOf(staff), now).body, teams },
        }),
    }),
    onTimer({
      ...about,
      kind: "absence",
      decide: (_due, staff, { now }) => followAbsences(staff, now),
    }),
    onTimer({ ...about, kind: "stay", decide: (_due, staff, { now }) => endStay(staff, now) }),
  ];
};
