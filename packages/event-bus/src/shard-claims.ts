import { partitionsPerTopic } from "@shouwen/contracts/catalogue";
import type pg from "pg";
import { openSession } from "./database.ts";
import { trackFailure, troubleOf } from "./failing-since.ts";
import type { Log } from "./log.ts";

/** Whether one process works on every shard: then nobody else's commit has to be looked for. */
export const ownsAll = (shards: readonly number[]): boolean => shards.length === partitionsPerTopic;

/**
 * Which shards this process works on. A claim is an advisory lock on one dedicated session, so that it ends with the
 * process or its connection, whatever way either ends.
 */
export type ShardClaims = {
  owned(): readonly number[];
  /** Why nothing can be claimed, in words for an operator. */
  healthWarnings(): readonly string[];
  /** The session on which the claims are held. Work that only the owner may do is checked against it. */
  release(): Promise<void>;
};

const refreshMs = 1_000;
const lockSpace = 0x53_57; // "SW": keeps our locks apart from other uses of two-key advisory locks

const serviceKey = (service: string): string => `hashtext('${service.replaceAll("'", "''")}')`;

/**
 * Claims shards for a service and keeps claiming: at most a fair share while several replicas live, everything when
 * alone. `onChange` is told whenever shards come or go.
 */
export const claimShards = async (options: {
  url: string;
  service: string;
  log: Log;
  onChange: (shards: readonly number[]) => void;
}): Promise<ShardClaims> => {
  let session: pg.Client | undefined;
  let owned: number[] = [];
  let stopping = false;
  const failing = trackFailure();
  const setOwned = (shards: number[]) => {
    if (shards.join() === owned.join()) return;
    owned = shards;
    options.onChange(owned);
  };
  const connect = async () => {
    const client = await openSession({ url: options.url, applicationName: `${options.service} shards` });
    const lost = () => {
      if (session !== client) return;
      session = undefined;
      setOwned([]);
    };
    client.on("error", lost);
    client.on("end", lost);
    await client.query(presence(options.service));
    session = client;
    return client;
  };
  const refresh = async () => {
    const client = session ?? (await connect());
    const share = await fairShare(client, options.service);
    setOwned(await rebalance(client, { service: options.service, owned, share }));
  };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const tick = async () => {
    try {
      await refresh();
      failing.wentWell();
    } catch (error) {
      failing.failed(error as Error);
      options.log.warn({ error: (error as Error).message }, "shards cannot be claimed; trying again");
      await dropSession();
    }
    if (!stopping) timer = setTimeout(again, refreshMs);
  };
  const again = () => {
    running = tick();
  };
  const dropSession = async () => {
    const client = session;
    session = undefined;
    setOwned([]);
    await client?.end().catch(() => undefined);
  };
  running = tick();
  await running;
  return {
    owned: () => owned,
    healthWarnings: () => troubleOf("sends nothing: no shard can be claimed", failing),
    release: async () => {
      stopping = true;
      clearTimeout(timer);
      await running;
      await dropSession();
    },
  };
};

/** Every replica holds a shared lock that says "I live"; the number of holders is the number of replicas. */
const presence = (service: string): string =>
  `select pg_advisory_lock_shared(${lockSpace}, ${serviceKey(service)})`;

const fairShare = async (client: pg.Client, service: string): Promise<number> => {
  const { rows } = await client.query<{ replicas: number }>(
    `select count(*) as replicas from pg_locks
     where locktype = 'advisory' and classid = ${lockSpace} and objid = (${serviceKey(service)}::bigint & 4294967295)::oid
       and database = (select oid from pg_database where datname = current_database()) and granted`,
  );
  return Math.ceil(partitionsPerTopic / Math.max(rows[0]?.replicas ?? 1, 1));
};

const rebalance = async (
  client: pg.Client,
  { service, owned, share }: { service: string; owned: readonly number[]; share: number },
): Promise<number[]> => {
  const keep = owned.slice(0, share);
  const give = owned.slice(share);
  for (const shard of give) await client.query(`select pg_advisory_unlock(${serviceKey(service)}, ${shard})`);
  const claimed = [...keep];
  for (let shard = 0; shard < partitionsPerTopic && claimed.length < share; shard++) {
    if (claimed.includes(shard) || give.includes(shard)) continue;
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(${serviceKey(service)}, ${shard}) as mine`,
    );
    if (rows[0]?.mine) claimed.push(shard);
  }
  return claimed.toSorted((a, b) => a - b);
};
