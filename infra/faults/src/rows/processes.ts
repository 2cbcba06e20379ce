import type { Failpoint } from "@shouwen/event-bus/failpoint";
import { startProbe } from "../probe.ts";
import { until } from "../until.ts";
import { pass, type Row, type Scene, shuffled } from "./row.ts";
import { promiseTooMuch } from "./timers.ts";

/** kill -9 of each service in turn, whenever it happens to be. */
export const killEach: Row = {
  number: 1,
  title: "kill -9 of each service in turn under load",
  load: { tickets: 40, ratePerSecond: 4 },
  long: true,
  harm: async ({ environment, chance }) => {
    for (const name of shuffled(chance, environment.processes)) {
      const pid = environment.pidOf(name);
      environment.signal(name, "SIGKILL");
      await environment.untilReplaced(name, pid);
      await pass(chance.between(100, 1_500));
    }
  },
};

/** Where each service can be caught in the middle of something. */
export const places: Readonly<Record<string, readonly Failpoint[]>> = {
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
/** The first try dies at a passing of chance; where that many do not come by, the second dies at the first one. */
const reachedWithinMs = { first: 12_000, second: 45_000 };
/** So many seeds in a row reach all failpoints between them. */
const seedsForAll = 3;
const placesPerServiceInQuickSet = 1;

/** A third of a service's places, another one for each of three seeds in a row. */
export const placesFor = (seed: number, failpoints: readonly Failpoint[]): readonly Failpoint[] =>
  failpoints.filter((_, index) => index % seedsForAll === seed % seedsForAll);

/**
 * Arms a failpoint and waits until the process died there. False when nothing came by in time. Lives are counted: a
 * service that takes requests before it is ready may die before its process is known.
 */
const dieAt = async ({ environment }: Scene, name: string, { failAt, withinMs }: Dying): Promise<boolean> => {
  const first = environment.pidOf(name);
  const armed = environment.livesOf(name) + 1;
  const isOver = (): boolean => environment.livesOf(name) > armed;
  environment.armNextLife(name, { FAIL_AT: failAt });
  await until(`${name} to be away`, () => environment.livesOf(name) >= armed, stopsWithinMs);
  await until(`${name} to be back`, () => isOver() || environment.pidOf(name) !== undefined, 60_000);
  if (failAt.startsWith("stopping")) {
    await environment.untilReplaced(name, first);
    environment.signal(name, "SIGTERM");
  }
  const died = await until(`${name} to die at ${failAt}`, isOver, withinMs).then(
    () => true,
    () => false,
  );
  const survivor = died ? undefined : environment.pidOf(name);
  if (!died) environment.signal(name, "SIGKILL");
  await environment.untilReplaced(name, survivor);
  return died;
};

type Dying = { readonly failAt: string; readonly withinMs: number };

const diesThere = async (scene: Scene, name: string, failpoint: Failpoint): Promise<boolean> => {
  const nth = scene.chance.between(1, scene.quick || failpoint === "stopping" ? 1 : 3);
  const { first, second } = reachedWithinMs;
  if (await dieAt(scene, name, { failAt: `${failpoint}:${nth}`, withinMs: first })) return true;
  return dieAt(scene, name, { failAt: `${failpoint}:1`, withinMs: second });
};

/** kill -9 at each failpoint: the worst moments by name. Three seeds in a row reach all of them. */
export const killAtFailpoints: Row = {
  number: 2,
  title: "kill -9 at each failpoint",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async (scene) => {
    const { environment, chance, quick, seed, note } = scene;
    // Else a moment seldom falls due in routing: its people keep their promises, and seed 901 waited for one in vain.
    if (!quick) await promiseTooMuch(environment);
    const chosen = Object.entries(quick ? placesInQuickSet : places).map(([name, failpoints]) => {
      const mine = quick ? failpoints : placesFor(seed, failpoints);
      return [
        name,
        shuffled(chance, mine).slice(0, quick ? placesPerServiceInQuickSet : mine.length),
      ] as const;
    });
    const missed = await Promise.all(
      chosen.map(async ([name, failpoints]) => {
        const never: string[] = [];
        for (const failpoint of failpoints)
          if (!(await diesThere(scene, name, failpoint))) never.push(`${name} ${failpoint}`);
        return never;
      }),
    );
    const wanted = chosen.flatMap(([, failpoints]) => failpoints).length;
    const never = missed.flat();
    note(`died at ${wanted - never.length} of ${wanted} failpoints`);
    if (never.length === 0) return;
    note(`never reached: ${never.join(", ")}`);
    // The quick set is about promises, on a machine that runs other tests; a campaign is about every failpoint.
    if (!quick) throw new Error(`${never.length} failpoints were never reached`);
  },
};

/** kill -9 of everything that is ours, and back in an order of chance. */
export const killAll: Row = {
  number: 3,
  title: "kill -9 of all services, restart in random order",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async ({ environment, chance }) => {
    await pass(chance.between(2_000, 6_000));
    environment.hold(...environment.processes);
    for (const name of environment.processes) environment.signal(name, "SIGKILL");
    await pass(chance.between(500, 3_000));
    for (const name of shuffled(chance, environment.processes)) {
      environment.release(name);
      await pass(chance.between(0, 800));
    }
    await environment.untilReady();
  },
};

/** A process that stands still holds its locks and its partitions, and does not know that the world went on. */
export const freeze: Row = {
  number: 4,
  title: "SIGSTOP for 5, 20 and 60 s, then CONT (a zombie relay and a zombie consumer)",
  setting: { replicas: 2 },
  load: { tickets: 40, ratePerSecond: 3 },
  long: true,
  harm: async ({ environment, chance }) => {
    for (const seconds of [5, 20, 60]) {
      const name = chance.oneOf([
        "routing",
        "routing-2",
        "messaging",
        "messaging-2",
        "scoring",
        "callbacks-2",
      ]);
      environment.signal(name, "SIGSTOP");
      await pass(seconds * 1_000);
      environment.signal(name, "SIGCONT");
      await pass(2_000);
    }
    await environment.untilReady();
  },
};

/** A deployment, as Kubernetes does it: one process after the other is asked to go, and another takes its place. */
export const rollingRestart: Row = {
  number: 17,
  title: "rolling restart of every service, two replicas behind the gateway, while requests come in",
  setting: { replicas: 2 },
  load: { tickets: 40, ratePerSecond: 2 },
  harm: async (scene) => {
    const { environment, chance, note } = scene;
    const probe = startProbe(scene);
    for (const name of shuffled(
      chance,
      environment.processes.filter((process) => process !== "gateway"),
    )) {
      const pid = environment.pidOf(name);
      environment.signal(name, "SIGTERM");
      await environment.untilReplaced(name, pid);
    }
    await probe.stop();
    note(`${probe.counts()["202"] ?? 0} asked once and taken, ${probe.refused.length} refused`);
    for (const reason of probe.refused.slice(0, 3)) note(`refused: ${reason.slice(0, 120)}`);
    if (probe.refused.length > 0) throw new Error(`${probe.refused.length} requests were refused`);
  },
};
