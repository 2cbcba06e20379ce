import type { ProxyFault } from "@shouwen/test-kit/tcp-proxy";
import { pass, type Row, shuffled } from "./row.ts";

const faults: readonly (readonly [fault: ProxyFault, ms: readonly [from: number, to: number]])[] = [
  [{ kind: "cut" }, [1_000, 4_000]],
  [{ kind: "latency", ms: 150 }, [3_000, 6_000]],
  [{ kind: "reset" }, [500, 3_000]],
  [{ kind: "half-open" }, [3_000, 8_000]],
];

/** The way to PostgreSQL and to the broker, in every way in which a network fails. */
export const breakNetwork: Row = {
  number: 12,
  title: "a TCP fault proxy before PostgreSQL and each broker: cut, latency, reset, half-open",
  setting: { doors: true },
  load: { tickets: 40, ratePerSecond: 4 },
  harm: async ({ environment, chance }) => {
    const { doors } = environment;
    if (!doors) throw new Error("This row needs doors");
    const cases = [doors.postgres, ...doors.brokers].flatMap((door) =>
      faults.map((fault) => ({ door, fault })),
    );
    for (const { door, fault } of shuffled(chance, cases)) {
      const [how, [from, to]] = fault;
      door.fault(how);
      await pass(chance.between(from, to));
      door.fault({ kind: "none" });
      await pass(1_000);
    }
    await environment.untilReady();
  },
};

/** The commit happened and nobody was told: the retry must find out, and decide nothing twice. */
export const loseAnswers: Row = {
  number: 18,
  title: "a commit whose answer was lost (connection cut after COMMIT was sent)",
  setting: { doors: true },
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async ({ environment, chance }) => {
    const door = environment.doors?.postgres;
    if (!door) throw new Error("This row needs doors");
    for (let round = 0; round < 12; round += 1) {
      door.fault({ kind: "mute" });
      await pass(chance.between(20, 250));
      door.fault({ kind: "reset" });
      door.fault({ kind: "none" });
      await pass(chance.between(500, 1_500));
    }
    await environment.untilReady();
  },
};
