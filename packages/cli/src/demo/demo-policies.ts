/** A version of a rule to be in force for a demo property. `service` is whose rule it is. */
export type DemoPolicy = {
  readonly service: "routing" | "callbacks" | "messaging";
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
};

const secondMs = 1_000;

/** The promise to answer a customer in a demo property; the crew keeps it, or is late on purpose. */
export const respondWithinMs = 20 * secondMs;

const allDay = [{ from: "00:00", to: "24:00" }];
const everyDay = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, allDay]),
);

const sla = {
  rules: [
    { target: "response", kinds: ["emergency"], withinMs: 10 * secondMs },
    { target: "response", withinMs: respondWithinMs },
    { target: "resolution", kinds: ["complaint"], withinMs: 60 * secondMs },
    { target: "resolution", withinMs: 40 * secondMs },
  ],
  acceptWithinMs: 4 * secondMs,
  graceMs: 15 * secondMs,
  pausedBy: ["customer", "parts", "third_party", "do_not_disturb", "approval"],
};

const callback = {
  kinds: ["complaint", "repair", "service", "emergency"],
  windows: everyDay,
  withinMs: 10 * secondMs,
  attempts: 3,
  gapMs: 2 * secondMs,
  expiresAfterMs: 30 * secondMs,
  wishStandsMs: 60 * secondMs,
  wishWithinMs: 600 * secondMs,
  claimMs: 10 * secondMs,
  dayTarget: 200,
};

/**
 * The rules of a demo property: those of a house that never sleeps and where a minute is a long time, so that whole
 * lives end while one looks on. Routing rules stay as they ship.
 */
export const demoPolicies = ({ timeZone }: { timeZone: string }): readonly DemoPolicy[] => [
  { service: "routing", kind: "calendars", body: { timeZone, windows: everyDay } },
  { service: "routing", kind: "sla", body: sla },
  { service: "callbacks", kind: "callback", body: callback },
  { service: "messaging", kind: "quiet_hours", body: { windows: [] } },
];
