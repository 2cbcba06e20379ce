/** The figures by which trouble shows. */
export type Signs = {
  readonly outbox: number;
  readonly outboxAgeMs: number;
  readonly parked: number;
  readonly dead: number;
};

const oldMs = 10_000;
const manyParked = 100;

/** What these figures mean, in words for an operator; none when all is well. */
export const healthWarningsIn = (signs: Signs, outboxHighWater: number): readonly string[] => [
  ...(signs.outbox >= outboxHighWater
    ? [`${signs.outbox} events wait to be sent, which is all that is allowed: nothing more is taken or heard`]
    : []),
  ...(signs.outboxAgeMs > oldMs
    ? [`an event has waited ${Math.round(signs.outboxAgeMs / 1_000)} s to be sent: is the broker there?`]
    : []),
  ...(signs.parked >= manyParked ? [`${signs.parked} messages are set aside and tried again`] : []),
  ...(signs.dead > 0 ? [`${signs.dead} messages were given up: npx shouwen dead-letters`] : []),
];

const freshMs = 5_000;

/** Asks for the figures at most every five seconds. A database that does not answer is said by readiness itself. */
export const watchHealthWarnings = (
  signs: () => Promise<Signs>,
  outboxHighWater: number,
): (() => Promise<readonly string[]>) => {
  let known: { at: number; healthWarnings: Promise<readonly string[]> } | undefined;
  return () => {
    if (known === undefined || Date.now() - known.at > freshMs)
      known = {
        at: Date.now(),
        healthWarnings: signs().then(
          (now) => healthWarningsIn(now, outboxHighWater),
          () => [],
        ),
      };
    return known.healthWarnings;
  };
};
