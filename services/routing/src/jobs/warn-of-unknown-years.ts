import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { yearsToBring } from "@shouwen/calendar/official-years";
import type { CronJob } from "@shouwen/event-bus/cron";
import type { Log } from "@shouwen/event-bus/log";
import type { PolicySet } from "@shouwen/service-kit/policies";

type Source = {
  properties(): Promise<readonly { readonly propertyId: string; readonly purpose: string }[]>;
  calendars(): Promise<PolicySet<CalendarBody>>;
  readonly now: () => string;
  readonly log: Log;
};

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Says once a day which calendars begin a year within 45 days whose official days nobody has brought yet: what falls
 * due there counts its holidays as workdays.
 */
export const warnOfUnknownYears = ({ properties, calendars, now: clock, log }: Source): CronJob => ({
  name: "warn-of-unknown-years",
  everyMs: dayMs,
  run: async () => {
    const [known, policySet] = await Promise.all([properties(), calendars()]);
    const now = clock();
    const live = known.filter(({ purpose }) => purpose === "live");
    const inForce = Map.groupBy(live, ({ propertyId }) => policySet.inForce(propertyId, now));
    for (const [{ policyVersionId, body }, those] of inForce) {
      const years = yearsToBring(body, now);
      if (years.length > 0)
        log.warn(
          { calendar: policyVersionId, years, properties: those.length },
          "official days are not announced or not brought yet: npx shouwen calendars official",
        );
    }
  },
});
