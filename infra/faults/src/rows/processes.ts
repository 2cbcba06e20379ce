import type { Failpoint } from "@shouwen/event-bus/failpoint";
import { until } from "../until.ts";
import { pass, type Row, type Scene, shuffled } from "./row.ts";

/** kill -9 of each service in turn, whenever it happens to be. */
export const killEach: Row = {
  number: 1,
  title: "kill -9 of each service in turn under load",
  load: { tickets: 40, ratePerSecond: 4 },
  long: true,
  harm: async ({ arena, chance }) => {
    for (const name of shuffled(chance, arena.processes)) {
      const pid = arena.pidOf(name);
      arena.signal(name, "SIGKILL");
      await arena.untilReplaced(name, pid);
      await pass(chance.between(100, 1_500));
    }
  },
};

/** Where each service can be caught in the middle of something. */
const places: Readonly<Record<string, readonly Failpoint[]>> = {
  intake: ["saving", "saved", "sent", "stopping"],
  routing: ["saving", "saved", "sent", "handled", "timer_decided", "stopping"],
  callbacks: ["saved", "handled", "timer_decided"],
  messaging: ["saving", "claimed", "provider_called", "handled"],
  scoring: ["saved", "handled", "sent"],
  profiles: ["saved", "handled"],
};
const placesInQuickSet: typeof places = {
  intake: ["saved"],
  routing: ["sent", "timer_decided"],
  messaging: ["provider_called"],
  scoring: ["saved"],
};

/** A service takes up to half a minute to stop, and on a busy machine it does. */
const stopsWithinMs = 40_000;
const reachedWithinMs = 12_000;
/** One after the other, while requests come in; another seed chooses others. */
const placesPerService = 2;
const placesPerServiceInQuickSet = 1;

/** Arms a failpoint and waits until the process died there. False when nothing came by in time. */
const dieAt = async (
  { arena, chance, quick }: Scene,
  name: string,
  failpoint: Failpoint,
): Promise<boolean> => {
  const first = arena.pidOf(name);
  arena.armNextLife(name, { FAIL_AT: `${failpoint}:${chance.between(1, quick ? 1 : 3)}` });
  await until(`${name} to be away`, () => arena.pidOf(name) !== first, stopsWithinMs);
  await until(`${name} to be back`, () => arena.pidOf(name) !== undefined, 60_000);
  const armed = arena.pidOf(name);
  if (failpoint === "stopping") {
    await arena.untilReplaced(name, first);
    arena.signal(name, "SIGTERM");
  }
  const died = await until(
    `${name} to die at ${failpoint}`,
    () => arena.pidOf(name) !== armed,
    reachedWithinMs,
  ).then(
    () => true,
    () => false,
  );
  if (!died) arena.signal(name, "SIGKILL");
  await arena.untilReplaced(name, armed);
  return died;
};

/** kill -9 at each failpoint: the worst moments by name. */
export const killAtFailpoints: Row = {
  number: 2,
  title: "kill -9 at each failpoint",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async (scene) => {
    const count = scene.quick ? placesPerServiceInQuickSet : placesPerService;
    const chosen = Object.entries(scene.quick ? placesInQuickSet : places).map(
      ([name, failpoints]) => [name, shuffled(scene.chance, failpoints).slice(0, count)] as const,
    );
    const reached = await Promise.all(
      chosen.map(async ([name, failpoints]) => {
        let died = 0;
        for (const failpoint of failpoints) if (await dieAt(scene, name, failpoint)) died += 1;
        return died;
      }),
    );
    const wanted = chosen.flatMap(([, failpoints]) => failpoints).length;
    scene.note(`died at ${reached.reduce((sum, died) => sum + died, 0)} of ${wanted} failpoints`);
  },
};

/** kill -9 of everything that is ours, and back in an order of chance. */
export const killAll: Row = {
  number: 3,
  title: "kill -9 of all services, restart in random order",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async ({ arena, chance }) => {
    await pass(chance.between(2_000, 6_000));
    arena.hold(...arena.processes);
    for (const name of arena.processes) arena.signal(name, "SIGKILL");
    await pass(chance.between(500, 3_000));
    for (const name of shuffled(chance, arena.processes)) {
      arena.release(name);
      await pass(chance.between(0, 800));
    }
    await arena.untilReady();
  },
};

/** A process that stands still holds its locks and its partitions, and does not know that the world went on. */
export const freeze: Row = {
  number: 4,
  title: "SIGSTOP for 5, 20 and 60 s, then CONT (a zombie relay and a zombie consumer)",
  setting: { replicas: 2 },
  load: { tickets: 40, ratePerSecond: 3 },
  long: true,
  harm: async ({ arena, chance }) => {
    for (const seconds of [5, 20, 60]) {
      const name = chance.oneOf([
        "routing",
        "routing-2",
        "messaging",
        "messaging-2",
        "scoring",
        "callbacks-2",
      ]);
      arena.signal(name, "SIGSTOP");
      await pass(seconds * 1_000);
      arena.signal(name, "SIGCONT");
      await pass(2_000);
    }
    await arena.untilReady();
  },
};

type Probe = { readonly refused: string[]; readonly taken: () => number; stop(): Promise<void> };

const probeEveryMs = 200;

/** Asks the gateway again and again, each once: what a customer without patience would see. */
const startProbe = ({ arena, journal }: Scene): Probe => {
  const refused: string[] = [];
  const asked: Promise<void>[] = [];
  let taken = 0;
  const body = JSON.stringify({
    propertyId: "prp_lakeside",
    channel: "phone",
    kind: "inquiry",
    category: "front_office/information",
    words: "几点可以退房？",
    contact: { text: "13800138000" },
  });
  const ask = async (): Promise<void> => {
    const headers = {
      authorization: `Bearer ${arena.stack.tokens.agent}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    };
    const answer = await fetch(`${arena.stack.gateway}/v1/requests`, { method: "POST", headers, body });
    if (answer.status !== 202) {
      refused.push(`${answer.status} ${await answer.text()}`);
      return;
    }
    taken += 1;
    const { requestId, ticketId } = (await answer.json()) as { requestId: string; ticketId: string };
    journal.write({ requestId, ticketId, idle: true });
  };
  const timer = setInterval(() => {
    asked.push(ask().catch((error: Error) => void refused.push(error.message)));
  }, probeEveryMs);
  return {
    refused,
    taken: () => taken,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(asked);
    },
  };
};

/** A deployment, as Kubernetes does it: one process after the other is asked to go, and another takes its place. */
export const rollingRestart: Row = {
  number: 17,
  title: "rolling restart of every service, two replicas behind the gateway, while requests come in",
  setting: { replicas: 2 },
  load: { tickets: 40, ratePerSecond: 2 },
  harm: async (scene) => {
    const { arena, chance, note } = scene;
    const probe = startProbe(scene);
    for (const name of shuffled(
      chance,
      arena.processes.filter((process) => process !== "gateway"),
    )) {
      const pid = arena.pidOf(name);
      arena.signal(name, "SIGTERM");
      await arena.untilReplaced(name, pid);
    }
    await probe.stop();
    note(`${probe.taken()} asked once and taken, ${probe.refused.length} refused`);
    for (const reason of probe.refused.slice(0, 3)) note(`refused: ${reason.slice(0, 120)}`);
    if (probe.refused.length > 0) throw new Error(`${probe.refused.length} requests were refused`);
  },
};
