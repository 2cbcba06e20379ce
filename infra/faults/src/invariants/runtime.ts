import { isStateTopic } from "@shouwen/contracts/catalogue";
import { type Evidence, servicesWithData, type Verdict } from "./evidence.ts";
import type { LogRecord } from "./topic-log.ts";

type Handled = { consumer: string; eventId: string; handledAt: string; transaction: string };

const inboxOf = ({ query }: Evidence, service: string): Promise<readonly Handled[]> =>
  query<Handled>(`
    select consumer, event_id as "eventId", handled_at as "handledAt", xmin::text as transaction
    from ${service}.inbox where consumer <> 'http' order by handled_at`);

/** What was handled together was folded in memory, in order; between transactions the order is to be seen. */
const countOutOfSequence = (handled: readonly (Handled & { aggSeq: number })[]): number => {
  let [reached, own, transaction, count] = [0, 0, "", 0];
  for (const one of handled) {
    if (one.transaction !== transaction) {
      reached = own;
      transaction = one.transaction;
    }
    if (one.aggSeq <= reached) count += 1;
    own = Math.max(own, one.aggSeq);
  }
  return count;
};

const hasNumber = (
  byId: ReadonlyMap<string, LogRecord>,
  handled: Handled,
): (Handled & { aggSeq: number; place: string })[] => {
  const record = byId.get(handled.eventId);
  if (!record || isStateTopic(record.topic)) return [];
  return [{ ...handled, aggSeq: record.aggSeq, place: `${record.topic} ${record.key}` }];
};

/** What is wrong with the numbers of one key, if anything. */
const numbersOf = (key: string, records: readonly LogRecord[]): Verdict => {
  const numbers = records.map(({ aggSeq }) => aggSeq);
  if (new Set(numbers).size < numbers.length) return { doubled: [`${key}: ${numbers.join(" ")}`] };
  const hasGap = numbers.some((number, index) => number !== index + 1);
  return hasGap ? { disordered: [`${key} has gaps: ${numbers.join(" ")}`] } : {};
};

const handledOutOfOrder = async (evidence: Evidence, service: string): Promise<string[]> => {
  const byId = new Map(evidence.log.records.map((record) => [record.id, record]));
  const numbered = (await inboxOf(evidence, service)).flatMap((handled) => hasNumber(byId, handled));
  const byPlace = Map.groupBy(numbered, ({ consumer, place }) => `${consumer} ${place}`);
  return [...byPlace]
    .filter(([, handled]) => countOutOfSequence(handled) > 0)
    .map(([place]) => `${service} ${place} was handled out of order`);
};

/** I5: on the log each key's events are 1, 2, 3…, and every consumer handled them in that order. */
export const everyKeyIsInOrder = async (evidence: Evidence): Promise<Verdict> => {
  const facts = [...evidence.byKey].filter(([, [first]]) => first && !isStateTopic(first.topic));
  const verdicts = facts.map(([key, records]) => numbersOf(key, records));
  const disordered = verdicts.flatMap((verdict) => verdict.disordered ?? []);
  for (const service of servicesWithData) disordered.push(...(await handledOutOfOrder(evidence, service)));
  return { disordered, doubled: verdicts.flatMap(({ doubled = [] }) => doubled) };
};

/** I6: what left an outbox is on the log, and what is on the log was handled by everybody who handles such events. */
export const everyEventArrives = async (evidence: Evidence): Promise<Verdict> => {
  const { log, query } = evidence;
  const onLog = new Map(log.records.map((record) => [record.id, record]));
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const service of servicesWithData) {
    const said = await query<{ id: string; waits: boolean }>(
      `select event_id as id, false as waits from ${service}.event_archive where topic not like '%.dlq'
       union all select event_id, true from ${service}.outbox`,
    );
    for (const { id, waits } of said) {
      if (waits) wrong.push(`${service} still has to send ${id}`);
      else if (!onLog.has(id)) lost.push(`${service} archived ${id}, which is not on the log`);
    }
    lost.push(...(await unheard(evidence, service)));
  }
  return { lost, wrong };
};

/** A consumer's types are those that it handled at least once. */
const unheard = async (evidence: Evidence, service: string): Promise<string[]> => {
  const byType = Map.groupBy(evidence.log.records, ({ type }) => type);
  const byId = new Map(evidence.log.records.map((record) => [record.id, record]));
  const handled = Map.groupBy(await inboxOf(evidence, service), ({ consumer }) => consumer);
  const lines: string[] = [];
  for (const [consumer, rows] of handled) {
    const ids = new Set(rows.map(({ eventId }) => eventId));
    const types = new Set(rows.flatMap(({ eventId }) => byId.get(eventId)?.type ?? []));
    for (const type of types)
      for (const { id, key } of byType.get(type) ?? [])
        if (!ids.has(id)) lines.push(`${service} ${consumer} did not handle ${type} ${id} of ${key}`);
  }
  return lines;
};

const boundMs = 15_000;

/**
 * I7: every due moment came once, not early, and not later than what was in its way. A promise of a ticket that was
 * opened after it was due already, because its request had to wait for a broker, is due from the opening on.
 */
export const everyTimerFiresOnce = async ({
  log,
  query,
  since,
  longestHarmMs,
}: Evidence): Promise<Verdict> => {
  const breaches = log.records.filter(({ type }) => type === "sla_target.breached.v1");
  const openedAt = new Map(
    log.records
      .filter(({ type }) => type === "ticket.opened.v1")
      .map(({ key, data }) => [key, Date.parse((data as { at: string }).at)]),
  );
  const said = new Map<string, number>();
  const wrong: string[] = [];
  for (const { key, data } of breaches) {
    const { target, dueAt, at } = data as { target: string; dueAt: string; at: string };
    const name = `${key} ${target} ${dueAt}`;
    said.set(name, (said.get(name) ?? 0) + 1);
    const lateMs = Date.parse(at) - Date.parse(dueAt);
    if (lateMs < 0) wrong.push(`${name} fired ${-lateMs} ms early`);
    const couldMs = Math.max(Date.parse(dueAt), openedAt.get(key) ?? 0);
    if (Date.parse(at) >= since && Date.parse(at) - couldMs > longestHarmMs + boundMs)
      wrong.push(`${name} fired ${Date.parse(at) - couldMs} ms late`);
  }
  const lost: string[] = [];
  for (const service of servicesWithData) {
    const rows = await query<{ key: string }>(
      `select key from ${service}.timer where fire_at < clock_timestamp() - interval '5 seconds'`,
    );
    lost.push(...rows.map(({ key }) => `${service}: ${key} is due and did not fire`));
  }
  return {
    wrong,
    lost,
    doubled: [...said]
      .filter(([, times]) => times > 1)
      .map(([name, times]) => `${name} fired ${times} times`),
  };
};
