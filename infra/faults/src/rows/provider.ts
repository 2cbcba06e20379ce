import { pass, type Row, shuffled } from "./row.ts";

const modes = [
  "timeout_after_accept",
  "error500",
  "slow",
  "double_receipt",
  "receipt_before_answer",
] as const;

/** A provider in every mood. What it does not say is never said again by a machine. */
export const badProvider: Row = {
  number: 16,
  title: "provider: time-out after sending, 5xx, slow, double receipt, receipt before answer",
  load: { tickets: 40, ratePerSecond: 5 },
  harm: async ({ environment, chance }) => {
    const control = (behaviour: object) =>
      fetch(`${environment.stack.helpers.sms}/control`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(behaviour),
      });
    try {
      for (const mode of shuffled(chance, modes)) {
        await control({
          mode,
          modeRate: 0.5,
          delayMs: chance.between(100, 900),
          seed: chance.between(1, 9_999),
        });
        await pass(5_000);
      }
    } finally {
      await control({ mode: "ok", modeRate: 1, delayMs: 200 });
    }
  },
};
