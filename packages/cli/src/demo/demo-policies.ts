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

const sla = (faster: (ms: number) => number) => ({
  rules: [
    { target: "response", priorities: ["emergency"], withinMs: faster(10 * secondMs) },
    { target: "response", withinMs: faster(respondWithinMs) },
    { target: "resolution", kinds: ["complaint"], withinMs: faster(60 * secondMs) },
    { target: "resolution", withinMs: faster(40 * secondMs) },
  ],
  acceptWithinMs: faster(4 * secondMs),
  graceMs: faster(15 * secondMs),
  pausedBy: ["customer", "parts", "third_party", "do_not_disturb", "approval"],
});

const callback = (faster: (ms: number) => number) => ({
  kinds: ["complaint", "repair", "service"],
  priorities: ["emergency"],
  windows: everyDay,
  withinMs: faster(10 * secondMs),
  attempts: 3,
  gapMs: faster(2 * secondMs),
  expiresAfterMs: faster(30 * secondMs),
  wishStandsMs: faster(60 * secondMs),
  wishWithinMs: faster(600 * secondMs),
  claimMs: faster(10 * secondMs),
  dayTarget: 200,
});

/**
 * The rules of a demo property: those of a house that never sleeps and where a minute is a long time, so that whole
 * lives end while one looks on. Routing rules stay as they ship. A `pace` of 3 makes every time a third.
 */
export const demoPolicies = ({ timeZone }: { timeZone: string }, pace = 1): readonly DemoPolicy[] => {
  const faster = (ms: number): number => Math.round(ms / pace);
  return [
    { service: "routing", kind: "calendars", body: { timeZone, windows: everyDay } },
    { service: "routing", kind: "sla", body: sla(faster) },
    { service: "callbacks", kind: "callback", body: callback(faster) },
    { service: "messaging", kind: "quiet_hours", body: { windows: [] } },
  ];
};
