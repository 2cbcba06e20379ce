import { eventOfType, isStateTopic } from "@shouwen/contracts/catalogue";
import { type Database, isInfrastructureError } from "./database.ts";
import { injectKeyFault } from "./failpoint.ts";
import type { KeyPositions } from "./key-positions.ts";
import { BrokenContract, type Consumer, InfrastructureFault, type Message, NotYet } from "./message.ts";
import { nobody, type Parking, park } from "./parking.ts";
import type { Prerequisites } from "./prerequisites.ts";

/** Hands the messages of one lane to the consumers, keeps their order, and sets aside what fails. */
export type Dispatch = (messages: readonly Message[]) => Promise<void>;

const triesInPlaceMs = [50, 200, 800];

type Precheck = {
  readonly positions: ReadonlyMap<string, number>;
  /** The lowest number that is parked, by consumer and key. */
  readonly parked: ReadonlyMap<string, number>;
};

/**
 * Makes the dispatcher of one service. It returns when every message was handled or set aside; it throws an
 * `InfrastructureFault` when the database fails, and then the same messages can be handed in again.
 */
export const createDispatcher = (runtime: {
  database: Database;
  consumers: readonly Consumer[];
  positions: KeyPositions;
  prerequisites: Prerequisites;
}): Dispatch => {
  const interested = Map.groupBy(
    runtime.consumers.flatMap((consumer) => consumer.types.map((type) => ({ type, consumer }))),
    ({ type }) => type,
  );
  const consumersOf: ConsumersOf = (type) => interested.get(type)?.map(({ consumer }) => consumer) ?? [];
  return async (messages) => {
    const [first] = messages;
    if (!first) return;
    try {
      await dispatchLane({ ...runtime, topic: first.topic, consumersOf }, messages);
    } catch (error) {
      throw isInfrastructureError(error) ? new InfrastructureFault({ cause: error }) : error;
    }
  };
};

type ConsumersOf = (type: string) => readonly Consumer[];

type Lane = {
  readonly database: Database;
  readonly positions: KeyPositions;
  readonly prerequisites: Prerequisites;
  readonly topic: string;
  readonly consumersOf: ConsumersOf;
};

const dispatchLane = async (
  { database, positions, prerequisites, topic, consumersOf }: Lane,
  messages: readonly Message[],
): Promise<void> => {
  const facts = !isStateTopic(topic);
  const keys = [...new Set(messages.map((message) => message.key))];
  const unwritten = positions.unwritten(topic, keys);
  const check = await precheck(database, topic, keys);
  const lastOf = (key: string) => newer(unwritten.get(key), check.positions.get(key));
  const { fit, gaps, reached } = facts
    ? inOrder(messages, lastOf)
    : { fit: messages, gaps: [], reached: nothing };
  const parkings = gaps.flatMap((gap) => gapParkings(gap, consumersOf(gap.message.envelope.type)));
  for (const consumer of new Set(fit.flatMap((message) => consumersOf(message.envelope.type)))) {
    const share = fit.filter((message) => consumer.types.includes(message.envelope.type));
    parkings.push(...(await handleShare(consumer, share, check.parked)));
  }
  await park(database, parkings);
  // Last, so that a crash before it only makes the same messages come again.
  positions.reached(topic, reached);
  // What is parked of these keys may have waited for just this: it must see how far they are when it is woken.
  if (check.parked.size > 0) await positions.writeDown();
  prerequisites.received(keys);
};

const newer = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

const nothing: ReadonlyMap<string, number> = new Map();

const precheckText = `
select 'position' as what, key as a, agg_seq as n from last_agg_seq where topic = $1 and key = any($2)
union all
select 'parked', consumer || ' ' || key, min(agg_seq)
from parked where status = 'parked' and topic = $1 and key = any($2) group by consumer, key`;

const precheck = async (database: Database, topic: string, keys: readonly string[]): Promise<Precheck> => {
  const { rows } = await database.query<{ what: string; a: string; n: number }>({
    name: "precheck",
    text: precheckText,
    values: [topic, keys],
  });
  return {
    positions: new Map(rows.filter((row) => row.what === "position").map((row) => [row.a, row.n])),
    parked: new Map(rows.filter((row) => row.what === "parked").map((row) => [row.a, row.n])),
  };
};

/** What came before an earlier event of its key, and how far that key was heard. */
type Gap = { readonly message: Message; readonly reachedTo: number };

/** Checks the numbers of each key. The first number heard of a key is believed: its beginning may have expired. */
const inOrder = (
  messages: readonly Message[],
  lastOf: (key: string) => number | undefined,
): { fit: Message[]; gaps: Gap[]; reached: ReadonlyMap<string, number> } => {
  const reached = new Map<string, number>();
  const fit: Message[] = [];
  const gaps: Gap[] = [];
  for (const message of messages) {
    const last = reached.get(message.key) ?? lastOf(message.key);
    const { aggseq } = message.envelope;
    if (last !== undefined && aggseq > last + 1) {
      gaps.push({ message, reachedTo: last });
      continue;
    }
    fit.push(last !== undefined && aggseq <= last ? { ...message, isOutOfSequence: true } : message);
    reached.set(message.key, Math.max(aggseq, last ?? 0));
  }
  return { fit, gaps, reached };
};

const gapParkings = ({ message, reachedTo }: Gap, consumers: readonly Consumer[]): Parking[] =>
  (consumers.length > 0 ? consumers.map((consumer) => consumer.name) : [nobody]).map((consumer) => ({
    consumer,
    message,
    error: new NotYet(`event ${message.envelope.aggseq} of this key came before an earlier one`),
    reachedTo,
  }));

/**
 * One consumer's messages: behind a parked one they are parked, the others are handled, with tries in place. What has a
 * lower number than all that is parked of its key is not behind it: it is what those wait for.
 */
const handleShare = async (
  consumer: Consumer,
  share: readonly Message[],
  parked: ReadonlyMap<string, number>,
): Promise<Parking[]> => {
  const waiting = new NotYet("an earlier event of the same key is parked");
  const isBehind = ({ key, envelope }: Message): boolean =>
    envelope.aggseq >= (parked.get(`${consumer.name} ${key}`) ?? Number.POSITIVE_INFINITY);
  const behind = share.filter(isBehind);
  const free = share.filter((message) => !isBehind(message));
  const failures = await handleChecked(consumer, free);
  const stuck = await tryInPlace(consumer, failures);
  return [
    ...behind.map((message) => ({ consumer: consumer.name, message, error: waiting })),
    ...[...stuck].map(([message, error]) => ({ consumer: consumer.name, message, error })),
  ];
};

/** Checks contracts, then handles the batch; if the batch as a whole fails, one by one. */
export const handleChecked = async (
  consumer: Consumer,
  messages: readonly Message[],
): Promise<Map<Message, unknown>> => {
  const failures = new Map<Message, unknown>();
  const sound: Message[] = [];
  for (const message of messages) {
    const broken = brokenContract(message);
    if (broken) failures.set(message, broken);
    else sound.push(message);
  }
  if (sound.length > 0)
    for (const [message, error] of await handleBatch(consumer, sound)) failures.set(message, error);
  return failures;
};

const brokenContract = (message: Message): BrokenContract | undefined => {
  if (message.data === null) return undefined;
  const checked = eventOfType(message.envelope.type)?.data.safeParse(message.data);
  if (!checked || checked.success) return undefined;
  return new BrokenContract(message.envelope.type, [
    ...new Set(checked.error.issues.map((issue) => issue.path.join("."))),
  ]);
};

const handleBatch = async (
  consumer: Consumer,
  messages: readonly Message[],
): Promise<Map<Message, unknown>> => {
  try {
    for (const { key } of messages) injectKeyFault(key);
    return new Map(await consumer.handle(messages));
  } catch (error) {
    throwIfInfrastructure(error);
    return messages.length === 1 ? new Map([[messages[0] as Message, error]]) : oneByOne(consumer, messages);
  }
};

const oneByOne = async (consumer: Consumer, messages: readonly Message[]): Promise<Map<Message, unknown>> => {
  const failures = new Map<Message, unknown>();
  const stuck = new Set<string>();
  for (const message of messages) {
    if (stuck.has(message.key)) failures.set(message, new NotYet("an earlier event of the same key"));
    else for (const [failed, error] of await handleBatch(consumer, [message])) failures.set(failed, error);
    if (failures.has(message)) stuck.add(message.key);
  }
  return failures;
};

/** Three more tries for what may pass by itself; the later messages of a key follow their first. */
const tryInPlace = async (
  consumer: Consumer,
  failures: Map<Message, unknown>,
): Promise<Map<Message, unknown>> => {
  let open = failures;
  for (const waitMs of triesInPlaceMs) {
    const passing = [...open].filter(([, error]) => mayPass(error));
    if (passing.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const keys = new Set(passing.map(([message]) => message.key));
    const again = [...open.keys()].filter((message) => keys.has(message.key));
    const rest = new Map([...open].filter(([message]) => !keys.has(message.key)));
    for (const [message, error] of await handleBatch(consumer, again)) rest.set(message, error);
    open = new Map(
      [...failures.keys()].flatMap((message) => (rest.has(message) ? [[message, rest.get(message)]] : [])),
    );
  }
  return open;
};

const mayPass = (error: unknown): boolean =>
  !(error instanceof Error) || !("code" in error && hopelessCodes.has(String(error.code)));

const hopelessCodes = new Set(["not_yet", "broken_contract", "out_of_sequence"]);

const throwIfInfrastructure = (error: unknown): void => {
  if (error instanceof InfrastructureFault) throw error;
  if (isInfrastructureError(error)) throw new InfrastructureFault({ cause: error });
};
