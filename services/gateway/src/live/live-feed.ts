import { isStateTopic, topics } from "@shouwen/contracts/catalogue";
import { callbackScheduled } from "@shouwen/contracts/events/callback";
import { sessionEnded } from "@shouwen/contracts/events/session";
import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import type { KafkaAddress } from "@shouwen/event-bus/kafka";
import { type LiveTail, startLiveTail, type TailedTopic } from "@shouwen/event-bus/live-tail";
import type { Log } from "@shouwen/event-bus/log";
import type { Message } from "@shouwen/event-bus/message";
import type { Both } from "../domain/both.ts";
import type { Said } from "../domain/words/said.ts";
import { leftOut, wordsOf } from "../domain/words.ts";
import { type LiveFigures, openFigures } from "./figures.ts";
import { type KnownNames, openNames } from "./known-names.ts";

/** One thing that happened, ready to be shown. */
export type LiveEvent = Said & {
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly propertyId: string;
  readonly property: Both | undefined;
  readonly ticketId: string | undefined;
  /** What people call the ticket, where it was opened lately. */
  readonly number: string | undefined;
};

/** Whose events: those of some properties, or of all. */
export type Selection = readonly string[] | "all";

/** What happens now, for as many pages as are open. */
export type LiveFeed = {
  /** The last events of a selection, oldest first. */
  recent(selection: Selection, limit: number): LiveEvent[];
  figures(selection: Selection): LiveFigures;
  properties(): ReturnType<KnownNames["properties"]>;
  /** Tells `hear` every event of a selection from now on. Answers how to stop. */
  watch(selection: Selection, hear: (event: LiveEvent) => void): () => void;
  watchers(): number;
  /** Whether everything is shown that had happened when the gateway connected. */
  caughtUp(): boolean;
  /** Whether every session that was ended, and everybody who had left, by then has been heard. */
  knowsWhoIsOut(): boolean;
  stop(): Promise<void>;
};

/** What is remembered of an event: words are found when it is shown, because a name may become known later. */
type Kept = Pick<Message, "envelope" | "data">;

const eventsKept = 3_000;
const hourMs = 60 * 60 * 1_000;

/** States, callbacks and ended sessions are read from the beginning: what still counts may have begun long ago. */
const fromBeginning = new Set<string>(
  [propertyState, staffState, teamState, callbackScheduled, sessionEnded].map(({ topic }) => topic),
);

const whoIsOut = new Set<string>([sessionEnded.topic, staffState.topic]);

const tailed = (since: number): TailedTopic[] =>
  topics
    .filter(({ name }) => !name.endsWith(".dlq") && (!isStateTopic(name) || fromBeginning.has(name)))
    .map(({ name }) => ({ name, since: fromBeginning.has(name) ? "beginning" : since }));

/** Starts to watch the topics. Works without a broker as well: then nothing happens until it is back. */
export const startLiveFeed = (options: {
  kafka: KafkaAddress;
  replica: string;
  lookbackHours: number;
  log: Log;
  /** Hears every event as well, the states and ended sessions from the beginning. */
  onMessage?: (message: Message) => void;
}): LiveFeed => {
  const [names, figures] = [openNames(), openFigures()];
  const kept: Kept[] = [];
  const watchers = new Set<{ selection: Selection; hear: (event: LiveEvent) => void }>();
  const tail: LiveTail = startLiveTail({
    ...options.kafka,
    name: `gateway-live-${options.replica}`,
    topics: tailed(Date.now() - options.lookbackHours * hourMs),
    log: options.log,
    onMessage: (message) => {
      options.onMessage?.(message);
      names.hear(message);
      figures.hear(message);
      if (!isShown(message)) return;
      keep(kept, { envelope: message.envelope, data: message.data });
      tell(watchers, message, names);
    },
  });
  return {
    recent: (selection, limit) =>
      latest(
        kept.filter((message) => isOf(selection, message)),
        limit,
      ).flatMap((message) => eventOf(message, names) ?? []),
    figures: (selection) => figures.of(selection, Date.now()),
    properties: names.properties,
    watch: (selection, hear) => {
      const watcher = { selection, hear };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    watchers: () => watchers.size,
    caughtUp: () => tail.caughtUp(),
    knowsWhoIsOut: () => tail.caughtUp(whoIsOut),
    stop: () => tail.stop(),
  };
};

/** Records of the past are no news. */
const isShown = ({ topic, envelope, data }: Message): boolean =>
  !isStateTopic(topic) &&
  envelope.propertyid !== undefined &&
  !leftOut.has(envelope.type) &&
  (data as { mode?: string } | null)?.mode !== "history";

const isOf = (selection: Selection, { envelope }: Kept): boolean =>
  selection === "all" || selection.includes(envelope.propertyid ?? "");

const keep = (kept: Kept[], message: Kept): void => {
  kept.push(message);
  if (kept.length > 2 * eventsKept) kept.splice(0, kept.length, ...latest(kept, eventsKept));
};

/** By time: while it catches up, a topic's partitions come one after the other. */
const latest = (messages: readonly Kept[], limit: number): Kept[] =>
  messages.toSorted((a, b) => a.envelope.time.localeCompare(b.envelope.time)).slice(-limit);

const tell = (
  watchers: ReadonlySet<{ selection: Selection; hear: (event: LiveEvent) => void }>,
  message: Kept,
  names: KnownNames,
): void => {
  const interested = [...watchers].filter(({ selection }) => isOf(selection, message));
  const event = interested.length > 0 ? eventOf(message, names) : undefined;
  if (event) for (const { hear } of interested) hear(event);
};

const eventOf = ({ envelope, data }: Kept, names: KnownNames): LiveEvent | undefined => {
  const said = wordsOf(envelope.type, data, names);
  const { propertyid: propertyId } = envelope;
  if (!said || propertyId === undefined) return undefined;
  const { ticketId } = data as { ticketId?: string | null };
  return {
    ...said,
    id: envelope.id,
    at: envelope.time,
    type: envelope.type,
    propertyId,
    property: names.property(propertyId),
    ticketId: ticketId ?? undefined,
    number: ticketId ? names.ticket(ticketId) : undefined,
  };
};
