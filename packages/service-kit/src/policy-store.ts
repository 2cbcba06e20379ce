import { createHash } from "node:crypto";
import { policyState } from "@shouwen/contracts/events/policy";
import type { Database } from "@shouwen/event-bus/database";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { keyReused } from "@shouwen/event-bus/key-reused";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { groupScope, type PolicyVersion } from "./policy-set.ts";
import { sameJson } from "./same-json.ts";

/** What is to be published. */
export type PolicyDraft<Body> = {
  readonly scope: string;
  readonly effectiveFrom?: string | undefined;
  readonly effectiveUntil?: string | undefined;
  readonly body: Body;
};

/** A rule that somebody is still writing. Its body may have gaps. */
export type SavedDraft = PolicyDraft<Record<string, unknown>> & {
  readonly draftId: string;
  readonly version: number;
  readonly note: string | null;
  readonly updatedBy: string;
  readonly updatedAt: string;
};

/** Who publishes, and the name of their command: the same command publishes once. */
export type Publication = { readonly by: string | null; readonly commandId?: string };

/** Where one kind of rule is kept. */
export type PolicyTable = { readonly kind: string; readonly database: Database; readonly source: string };

const versionColumns = `policy_id || '@' || version as "policyVersionId", scope, version, effective_from as "effectiveFrom",
  effective_until as "effectiveUntil", body`;

/** Commits may come out of the order of their moments, by less than this. */
const lateness = "10 seconds";

/**
 * Reads the versions that were published since it was last asked; at first all. A few may come again: what was published
 * just before is looked for once more.
 */
export const versionsAsTheyCome = <Body>({ database, kind }: PolicyTable) => {
  let since = "-infinity";
  return async (): Promise<readonly PolicyVersion<Body>[]> => {
    const { rows } = await database.query<PolicyVersion<Body> & { publishedAt: string }>({
      name: "policies_since",
      text: `select ${versionColumns}, published_at as "publishedAt" from policy
             where kind = $1 and published_at > $2::timestamptz - interval '${lateness}' order by published_at`,
      values: [kind, since],
    });
    since = rows.at(-1)?.publishedAt ?? since;
    return rows.map(({ publishedAt: _, ...version }) => version);
  };
};

/** What a command published when it came before. */
export const versionOfCommand = async <Body>(
  { database, kind }: PolicyTable,
  commandId: string,
): Promise<PolicyVersion<Body> | undefined> => {
  const { rows } = await database.query<PolicyVersion<Body>>({
    name: "policy_made_by",
    text: `select ${versionColumns} from policy where kind = $1 and made_by = $2`,
    values: [kind, commandId],
  });
  return rows[0];
};

const plain = /^[A-Za-z0-9_-]{1,40}$/;

/** A scope as a part of an id: names of regions and brands may be in any script. */
const slugOf = (scope: string): string => {
  const [sort = "", name] = scope.split(":");
  if (name === undefined) return scope;
  const digest = () => createHash("sha256").update(name).digest("hex").slice(0, 16);
  return `${sort}-${plain.test(name) ? name : digest()}`;
};

const nextText = `
select coalesce(max(version), 0) + 1 as version, clock_timestamp() as now from policy where policy_id = $1`;

const insertText = `
with published as (
  insert into policy (policy_id, version, kind, scope, effective_from, effective_until, body, published_by, made_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $19)
), said as (
  insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($9, $10, $11, $12, $13, $14, $15, $16)
), drafted as (
  delete from policy_draft where id = $17 and version = $18
)
insert into audit (actor, action, subject, property_id, detail)
values (coalesce($8, 'system'), 'policy.publish', $12, case when $4 like 'prp\\_%' then $4 end, jsonb_build_object('kind', $3::text))`;

/**
 * Publishes a version, says so on `shouwen.policy_state` and ends the draft that it was, in one statement. A draft that
 * somebody changed meanwhile stays.
 */
export const insertVersion = async <Body extends Record<string, unknown>>(
  table: PolicyTable,
  draft: PolicyDraft<Body> & Partial<Pick<SavedDraft, "draftId" | "version">>,
  { by: publishedBy, commandId }: Publication,
): Promise<PolicyVersion<Body>> => {
  const { kind, source, database } = table;
  const { scope, body } = draft;
  const policyId = `pol_${kind}_${slugOf(scope)}`;
  const next = await database.query<{ version: number; now: string }>(nextText, [policyId]);
  const { version = 1, now = "" } = next.rows[0] ?? {};
  const effectiveFrom = draft.effectiveFrom ?? now;
  const effectiveUntil = draft.effectiveUntil ?? null;
  const policyVersionId = `${policyId}@${version}`;
  const fact = policyState.of({
    policyVersionId,
    policyId,
    kind,
    scope,
    version,
    effectiveFrom,
    publishedBy,
    updatedAt: now,
    body: { ...body },
    ...(effectiveUntil === null ? {} : { effectiveUntil }),
  });
  const cause = { actor: publishedBy, correlationId: uuidv7() };
  const row = outboxRow(fact, { source, aggSeq: 1, now, cause });
  await database.query(insertText, [
    ...[policyId, version, kind, scope, effectiveFrom, effectiveUntil, JSON.stringify(body), publishedBy],
    ...[row.shard, row.eventId, row.topic, row.key, row.aggSeq, row.type, row.payload, row.headers],
    ...[draft.draftId ?? null, draft.version ?? null, commandId ?? null],
  ]);
  return { policyVersionId, scope, version, effectiveFrom, effectiveUntil, body };
};

const draftColumns = `id as "draftId", version, scope, body, effective_from as "effectiveFrom",
  effective_until as "effectiveUntil", note, updated_by as "updatedBy", updated_at as "updatedAt"`;

/** The drafts of one kind of rule. A draft of another version than one has read is not overwritten. */
export const draftsOf = ({ kind, database }: PolicyTable) => ({
  list: async (): Promise<SavedDraft[]> =>
    (
      await database.query<SavedDraft>(
        `select ${draftColumns} from policy_draft where kind = $1 order by updated_at desc limit 200`,
        [kind],
      )
    ).rows,

  find: async (draftId: string): Promise<SavedDraft | undefined> =>
    (
      await database.query<SavedDraft>(
        `select ${draftColumns} from policy_draft where kind = $1 and id = $2`,
        [kind, draftId],
      )
    ).rows[0],

  /** The same id makes the same draft: a command that comes twice begins one. */
  add: async (draftId: string, draft: NewDraft, by: string): Promise<SavedDraft> => {
    const { rows } = await database.query<SavedDraft>(
      `insert into policy_draft (id, version, kind, scope, body, effective_from, effective_until, note, updated_by)
       values ($1, 1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set id = excluded.id returning ${draftColumns}`,
      [draftId, kind, ...valuesOf(draft), by],
    );
    const made = rows[0] as SavedDraft;
    // Whoever changed it since did so under another command.
    if (made.version === 1 && !(made.scope === draft.scope && sameJson(made.body, draft.body)))
      throw keyReused();
    return made;
  },

  /** Undefined when it was changed meanwhile, published or thrown away. */
  change: async (
    { draftId, version }: Pick<SavedDraft, "draftId" | "version">,
    draft: NewDraft,
    by: string,
  ): Promise<SavedDraft | undefined> =>
    (
      await database.query<SavedDraft>(
        `update policy_draft set version = version + 1, scope = $4, body = $5, effective_from = $6, effective_until = $7,
           note = $8, updated_by = $9, updated_at = clock_timestamp()
         where id = $1 and version = $2 and kind = $3 returning ${draftColumns}`,
        [draftId, version, kind, ...valuesOf(draft), by],
      )
    ).rows[0],

  remove: async (draftId: string): Promise<void> => {
    await database.query("delete from policy_draft where kind = $1 and id = $2", [kind, draftId]);
  },
});

export type NewDraft = PolicyDraft<Record<string, unknown>> & { readonly note?: string | undefined };

const valuesOf = ({ scope, body, effectiveFrom, effectiveUntil, note }: NewDraft): unknown[] => [
  scope,
  JSON.stringify(body),
  effectiveFrom ?? null,
  effectiveUntil ?? null,
  note ?? null,
];

/** Whether a scope is a single property. */
export const isProperty = (scope: string): boolean => scope !== groupScope && scope.startsWith("prp_");
