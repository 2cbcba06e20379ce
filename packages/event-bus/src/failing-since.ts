/** Since when something has failed without going well in between, and why it failed last. */
export type FailingSince = {
  failed(error: Error): void;
  wentWell(): void;
  /** `since 2026-11-30T12:00:00.000Z: no coordinator`, a moment of this process's clock; undefined when all is well. */
  text(): string | undefined;
};

export const trackFailure = (): FailingSince => {
  let failing: { readonly since: string; readonly reason: string } | undefined;
  return {
    failed: ({ message }) => {
      failing = { since: failing?.since ?? new Date().toISOString(), reason: message };
    },
    wentWell: () => {
      failing = undefined;
    },
    text: () => failing && `since ${failing.since}: ${failing.reason}`,
  };
};

/** What a tracked failure means, as a list for health; empty when all is well. */
export const troubleOf = (what: string, failing: FailingSince): readonly string[] => {
  const text = failing.text();
  return text === undefined ? [] : [`${what} ${text}`];
};
