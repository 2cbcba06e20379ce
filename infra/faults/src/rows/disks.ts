import { countsText, startProbe } from "../probe.ts";
import { until } from "../until.ts";
import { pass, type Row, type Scene } from "./row.ts";

const fullForMs = 20_000;
const showsWithinMs = 90_000;

/** Answers that a full disk may give: taken, or "not now". Anything else is a lie or a bug. */
const mayBeAnswered = new Set(["202", "503"]);

/** Fills the disk, waits until it shows, lets it be full for a while, and makes room again. */
const fillFor = async (
  scene: Scene,
  hasShown: (probe: ReturnType<typeof startProbe>) => boolean,
): Promise<void> => {
  const { environment, chance, note } = scene;
  await pass(chance.between(2_000, 4_000));
  const probe = startProbe(scene);
  try {
    environment.smallDisk?.fill();
    await until("the full disk to show", () => hasShown(probe), showsWithinMs);
    await pass(fullForMs);
  } finally {
    environment.smallDisk?.empty();
    await probe.stop();
  }
  await environment.untilReady();
  note(`while it was full: ${countsText(probe.counts())}`);
  const odd = probe.refused.filter((answer) => !mayBeAnswered.has(answer.slice(0, 3)));
  if (odd.length > 0)
    throw new Error(`${odd.length} answers were neither 202 nor 503: ${odd[0]?.slice(0, 200)}`);
};

/** Nothing can be saved: whoever asks hears "not now", and what got a 202 before is there afterwards. */
export const fillPostgresDisk: Row = {
  number: 22,
  title: "disk full for PostgreSQL",
  setting: { small: "postgres" },
  load: { tickets: 40, ratePerSecond: 2 },
  harm: (scene) => fillFor(scene, (probe) => (probe.counts()["503"] ?? 0) > 5),
};

/** The broker ends itself when it cannot write. Requests are taken into the outbox meanwhile. */
export const fillKafkaDisk: Row = {
  number: 23,
  title: "disk full for Kafka",
  setting: { small: "kafka" },
  load: { tickets: 40, ratePerSecond: 2 },
  harm: (scene) => {
    const { environment } = scene;
    const pid = environment.pidOf("kafka");
    return fillFor(scene, () => environment.pidOf("kafka") !== pid);
  },
};
