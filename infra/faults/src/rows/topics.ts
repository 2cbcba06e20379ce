import { restoreTopic } from "@shouwen/cli/topics/restore-topic";
import type { FaultEnvironment } from "../fault-environment.ts";
import { countsText, startProbe } from "../probe.ts";
import { until } from "../until.ts";
import { untilInSync, withAdmin } from "./brokers.ts";
import { pass, type Row, type Scene } from "./row.ts";

type Health = { readonly status: string; readonly reasons?: readonly string[] };

const healthOf = async ({ stack }: FaultEnvironment, name: string): Promise<Health> => {
  const answer = await fetch(`${stack.replicas[name]}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  return (await answer.json()) as Health;
};

/** Waits until a service says by itself what is wrong with it, and notes it. */
const untilSays = async ({ environment, note }: Scene, name: string, words: RegExp): Promise<void> => {
  let said = "";
  await until(
    `${name} to say ${words.source}`,
    async () => {
      const { reasons = [] } = await healthOf(environment, name).catch(() => ({ status: "", reasons: [] }));
      said = reasons.find((reason) => words.test(reason)) ?? "";
      return said !== "";
    },
    60_000,
  );
  note(`${name}: ${said.slice(0, 140)}`);
};

const missingForMs = 20_000;

/** Somebody deletes a topic. The others go on; from the archives it is made again as it was. */
export const deleteTopic: Row = {
  number: 20,
  title: "a topic deleted, and made again from the archives",
  load: { tickets: 40, ratePerSecond: 3 },
  harm: async (scene) => {
    const { environment, chance, note } = scene;
    const topic = chance.oneOf(["shouwen.ticket", "shouwen.request", "shouwen.message"]);
    await pass(chance.between(4_000, 8_000));
    await withAdmin(environment, (admin) => admin.deleteTopics({ topics: [topic] }));
    const probe = startProbe(scene);
    await untilSays(scene, "scoring", new RegExp(`cannot fetch shouwen.ticket|cannot fetch ${topic}`)).catch(
      // Scoring does not hear every topic.
      () => untilSays(scene, "routing", new RegExp(`cannot (fetch|send to) ${topic} since`)),
    );
    await pass(missingForMs);
    const { postgres, kafka } = environment.stack;
    const schemas = Object.keys(postgres.services);
    const count = await restoreTopic({ adminUrl: postgres.url, schemas, brokers: kafka.brokers, topic });
    await probe.stop();
    note(`${topic}: ${count} events put back; meanwhile ${countsText(probe.counts())}`);
    if (probe.refused.length > 0)
      throw new Error(`requests were refused: ${probe.refused[0]?.slice(0, 200)}`);
  },
};

const offsetsTopic = "__consumer_offsets";
const goneForMs = 180_000;

/** Puts what the coordinators know on these brokers only. */
const moveCoordinators = (environment: FaultEnvironment, replicas: readonly number[]): Promise<void> =>
  withAdmin(environment, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [offsetsTopic] });
    const partitions = topics[0]?.partitions ?? [];
    await admin.alterPartitionReassignments({
      topics: [
        {
          topic: offsetsTopic,
          partitionAssignment: partitions.map(({ partitionId }) => ({
            partition: partitionId,
            replicas: [...replicas],
          })),
        },
      ],
    });
    await until(
      "the coordinators to move",
      async () => {
        const now = await admin.fetchTopicMetadata({ topics: [offsetsTopic] });
        return (now.topics[0]?.partitions ?? []).every(
          ({ replicas: have, isr }) => have.length === replicas.length && isr.length === replicas.length,
        );
      },
      60_000,
    );
  });

/** Topics can be written and read, and no group has a coordinator: nothing is heard, everything is taken. */
export const loseCoordinators: Row = {
  number: 21,
  title: "no group coordinator for 3 min",
  setting: { brokers: 3 },
  load: { tickets: 40, ratePerSecond: 1 },
  long: true,
  harm: async (scene) => {
    const { environment, note } = scene;
    await pass(2_000);
    await moveCoordinators(environment, [3]);
    const before = new Map(environment.processes.map((name) => [name, environment.pidOf(name)]));
    environment.hold("kafka-3");
    // Not killed: of a broker that was, Kafka believes no copy that nobody else has (eligible leader replicas), and elects
    // none.
    environment.signal("kafka-3", "SIGTERM");
    const probe = startProbe(scene);
    const began = performance.now();
    await untilSays(scene, "intake", /cannot fetch as \S+ since/);
    await pass(goneForMs - (performance.now() - began));
    await probe.stop();
    note(`without a coordinator: ${countsText(probe.counts())}`);
    const ended = environment.processes.filter((name) => environment.pidOf(name) !== before.get(name));
    environment.release("kafka-3");
    await until("kafka-3 to be back", () => environment.pidOf("kafka-3") !== undefined, 90_000);
    await moveCoordinators(environment, [1, 2, 3]);
    await untilInSync(environment);
    if (ended.length > 0) throw new Error(`these ended meanwhile: ${ended.join(", ")}`);
    if (probe.refused.length > 0)
      throw new Error(`requests were refused: ${probe.refused[0]?.slice(0, 200)}`);
  },
};
