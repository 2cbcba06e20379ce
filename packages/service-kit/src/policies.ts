import { policyState } from "@shouwen/contracts/events/policy";
import type { Database } from "@shouwen/event-bus/database";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { z } from "zod";
import { maySee, personBehind } from "./auth.ts";
import type { Routes } from "./http.ts";
import { rejection } from "./rejection.ts";

/** One version of a rule, as it is in force somewhere. */
export type PolicyVersion<Body> = {
  /** `policyId@version`: what a ticket is pinned to. */
  readonly policyVersionId: string;
  readonly scope: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly body: Body;
};

/** All versions of one kind of rule, read at one moment. Pure, so that decisions can be given it. */
export type PolicyBook<Body> = {
  /** The version in force for a property: its own, else the group's. */
  inForce(propertyId: string, now: string): PolicyVersion<Body>;
  /** A version by its name, in force or not; undefined when it was never published. */
  version(policyVersionId: string): PolicyVersion<Body> | undefined;
};

/** What a rule's body looks like. */
export type RuleSchema = z.ZodType<Record<string, unknown>>;

/** One kind of rule that this service owns as data. */
export type Policies<Body> = {
  book(): Promise<PolicyBook<Body>>;
  /** Publishes a version and says so on `shouwen.policy_state`. Answers its name. */
  publish(draft: PolicyDraft<Body>, publishedBy: string | null): Promise<PolicyVersion<Body>>;
  readonly routes: Routes;
};

export type PolicyDraft<Body> = {
  readonly scope: string;
  readonly effectiveFrom?: string;
  readonly body: Body;
};

const group = "group";
const freshMs = 1_000;

const scopeForbidden = rejection(
  "policy.scope_forbidden",
  "forbidden",
  "Only people of the whole group publish for the group",
);
const unknownProperty = rejection("property.not_found", "not_found", "No such property");

/**
 * Opens one kind of rule: its versions in the table `policy`, its address under `/v1/policies/<kind>`, and the default
 * that ships, which is in force wherever nothing was published (its name ends in `@0`).
 */
export const openPolicies = <Schema extends RuleSchema>(options: {
  kind: string;
  schema: Schema;
  shipped: z.input<Schema>;
  database: Database;
  source: string;
  wake: () => void;
}): Policies<z.output<Schema>> => {
  type Body = z.output<Schema>;
  const shipped: PolicyVersion<Body> = {
    policyVersionId: `pol_${options.kind}_${group}@0`,
    scope: group,
    version: 0,
    effectiveFrom: "1970-01-01T00:00:00.000Z",
    body: options.schema.parse(options.shipped),
  };
  let kept: { at: number; book: PolicyBook<Body> } | undefined;
  const book = async () => {
    if (kept && Date.now() - kept.at < freshMs) return kept.book;
    const published = await publishedVersions<Body>(options.database, options.kind);
    kept = { at: Date.now(), book: bookOf([...published, shipped]) };
    return kept.book;
  };
  const publish = async (draft: PolicyDraft<Body>, publishedBy: string | null) => {
    const body = options.schema.parse(draft.body);
    const version = await insertVersion(options, { ...draft, body }, publishedBy);
    kept = undefined;
    options.wake();
    return version;
  };
  return { book, publish, routes: policyRoutes({ ...options, book, publish }) };
};

const bookOf = <Body>(versions: readonly PolicyVersion<Body>[]): PolicyBook<Body> => {
  const newestFirst = versions.toSorted(
    (a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom) || b.version - a.version,
  );
  const byName = new Map(versions.map((version) => [version.policyVersionId, version]));
  return {
    version: (policyVersionId) => byName.get(policyVersionId),
    inForce: (propertyId, now) => {
      const begun = newestFirst.filter(({ effectiveFrom }) => effectiveFrom <= now);
      const found =
        begun.find(({ scope }) => scope === propertyId) ?? begun.find(({ scope }) => scope === group);
      if (!found) throw new Error("No policy ships for the group");
      return found;
    },
  };
};

const publishedVersions = async <Body>(database: Database, kind: string): Promise<PolicyVersion<Body>[]> => {
  const { rows } = await database.query<PolicyVersion<Body>>({
    name: "policies_of_kind",
    text: `select policy_id || '@' || version as "policyVersionId", scope, version, effective_from as "effectiveFrom", body
           from policy where kind = $1`,
    values: [kind],
  });
  return rows;
};

const nextText = `
select coalesce(max(version), 0) + 1 as version, clock_timestamp() as now from policy where policy_id = $1`;

const insertText = `
with published as (
  insert into policy (policy_id, version, kind, scope, effective_from, body, published_by) values ($1, $2, $3, $4, $5, $6, $7)
), said as (
  insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($8, $9, $10, $11, $12, $13, $14, $15)
)
insert into audit (actor, action, subject, property_id, detail)
values (coalesce($7, 'system'), 'policy.publish', $11, nullif($4, '${group}'), jsonb_build_object('kind', $3::text))`;

const insertVersion = async <Body extends Record<string, unknown>>(
  options: { kind: string; database: Database; source: string },
  draft: PolicyDraft<Body>,
  publishedBy: string | null,
): Promise<PolicyVersion<Body>> => {
  const policyId = `pol_${options.kind}_${draft.scope}`;
  const next = await options.database.query<{ version: number; now: string }>(nextText, [policyId]);
  const { version = 1, now = "" } = next.rows[0] ?? {};
  const effectiveFrom = draft.effectiveFrom ?? now;
  const policyVersionId = `${policyId}@${version}`;
  const { kind, source } = options;
  const fact = policyState.of({
    policyVersionId,
    policyId,
    kind,
    scope: draft.scope,
    version,
    effectiveFrom,
    body: { ...draft.body },
    publishedBy,
    updatedAt: now,
  });
  const row = outboxRow(fact, {
    source,
    aggSeq: 1,
    now,
    cause: { actor: publishedBy, correlationId: uuidv7() },
  });
  await options.database.query(insertText, [
    ...[policyId, version, kind, draft.scope, effectiveFrom, JSON.stringify(draft.body), publishedBy],
    ...[row.shard, row.eventId, row.topic, row.key, row.aggSeq, row.type, row.payload, row.headers],
  ]);
  return { policyVersionId, scope: draft.scope, version, effectiveFrom, body: draft.body };
};

const scopeSchema = z.string().regex(/^(group|prp_[A-Za-z0-9_-]{1,64})$/, "Expected group or a property id");

const policyRoutes =
  <Schema extends RuleSchema>(options: {
    kind: string;
    schema: Schema;
    book: () => Promise<PolicyBook<z.output<Schema>>>;
    publish: Policies<z.output<Schema>>["publish"];
  }): Routes =>
  (app) => {
    const url = `/v1/policies/${options.kind}`;
    const view = z.object({
      policyVersionId: z.string(),
      scope: z.string(),
      version: z.int(),
      effectiveFrom: z.string(),
      body: z.record(z.string(), z.unknown()),
    });
    app.get(
      url,
      {
        config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
        schema: {
          summary: `The ${options.kind} policy in force for a property`,
          tags: ["policies"],
          querystring: z.object({ propertyId: z.string().startsWith("prp_") }),
          response: { 200: view },
        },
      },
      async ({ query, person }) => {
        if (!person || !maySee(person, query.propertyId)) throw unknownProperty();
        return (await options.book()).inForce(query.propertyId, new Date().toISOString());
      },
    );
    app.post(
      url,
      {
        config: { allow: ["manager"] },
        schema: {
          summary: `Publish a version of the ${options.kind} policy`,
          tags: ["policies"],
          body: z.object({
            scope: scopeSchema,
            effectiveFrom: z.iso.datetime({ offset: true }).optional(),
            body: options.schema,
          }),
          response: { 201: view },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const draft = request.body as PolicyDraft<z.output<Schema>>;
        if (draft.scope === group && !person.properties.includes("*")) throw scopeForbidden();
        if (draft.scope !== group && !maySee(person, draft.scope)) throw unknownProperty();
        return reply.code(201).send(await options.publish(draft, person.id));
      },
    );
  };
