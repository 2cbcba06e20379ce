import { policyState } from "@shouwen/contracts/events/policy";
import type { Instant } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { isDuplicateIn } from "@shouwen/event-bus/database";
import { keyReused } from "@shouwen/event-bus/key-reused";
import { type Cause, outboxRow } from "@shouwen/event-bus/outbox";
import { maxRounds } from "@shouwen/event-bus/shell";
import { sameJson } from "@shouwen/service-kit/same-json";
import { templateNotFound } from "../domain/rejections.ts";
import { shippedTemplates } from "../domain/shipped-templates.ts";
import {
  type Draft,
  type Template,
  type TemplateSet,
  type TemplateVersion,
  templateSetOf,
} from "../domain/template.ts";

export type TemplateStore = {
  /** Everything that is approved, at most a second old. */
  templateSet(): Promise<TemplateSet>;
  draft(draft: Draft): Promise<TemplateVersion>;
  find(name: string, version: number): Promise<TemplateVersion | undefined>;
  /** Approves a draft and says so on `shouwen.policy_state`. What is approved already stays as it is. */
  approve(which: { name: string; version: number }, cause: Cause): Promise<TemplateVersion>;
};

const freshMs = 1_000;

export const openTemplates = (property: {
  database: Database;
  source: string;
  wake: () => void;
}): TemplateStore => {
  const { database } = property;
  let kept: { at: number; templateSet: TemplateSet } | undefined;
  return {
    templateSet: async () => {
      if (kept && performance.now() - kept.at < freshMs) return kept.templateSet;
      const { rows } = await database.query<Template>({
        name: "templates_approved",
        text: "select version, scope, body from template where status = 'approved'",
      });
      kept = { at: performance.now(), templateSet: templateSetOf([...rows, ...shippedTemplates]) };
      return kept.templateSet;
    },
    draft: (draft) => insertDraft(database, draft),
    find: (name, version) => find(database, name, version),
    approve: async (which, cause) => {
      const approved = await approve(property, which, cause);
      kept = undefined;
      property.wake();
      return approved;
    },
  };
};

const columns = `name, version, scope, status, body, drafted_by as "draftedBy", drafted_at as "draftedAt",
  approved_by as "approvedBy", approved_at as "approvedAt"`;

const find = async (
  database: Database,
  name: string,
  version: number,
): Promise<TemplateVersion | undefined> => {
  const { rows } = await database.query<TemplateVersion>({
    name: "template_find",
    text: `select ${columns} from template where name = $1 and version = $2`,
    values: [name, version],
  });
  return rows[0];
};

const draftText = `
with made as (
  insert into template (name, version, scope, status, body, drafted_by, drafted_at, command_id)
  select $1, coalesce(max(version), $6) + 1, $2, 'draft', $3::jsonb, $4, clock_timestamp(), $5 from template where name = $1
  on conflict (command_id) do nothing
  returning *
)
select ${columns} from made union all select ${columns} from template where command_id = $5 limit 1`;

/** A text that ships is version 1 of its name; the first of one's own is then 2. */
const shippedVersionOf = (name: string): number =>
  shippedTemplates.find(({ body }) => body.name === name)?.version ?? 0;

const insertDraft = async (
  database: Database,
  { scope, body, draftedBy, commandId }: Draft,
): Promise<TemplateVersion> => {
  const content = [body.name, scope, JSON.stringify(body)];
  const values = [...content, draftedBy, commandId, shippedVersionOf(body.name)];
  for (let round = 1; ; round++) {
    const { rows } = await tryToInsert(database, values, round);
    if (rows[0]) return asDrafted(rows[0], { scope, body });
    if (round === maxRounds) throw new Error("The draft was neither made nor found");
  }
};

/** What the command made before, which must be what it says now. */
const asDrafted = (
  made: TemplateVersion,
  { scope, body }: Pick<Draft, "scope" | "body">,
): TemplateVersion => {
  if (made.scope !== scope || !sameJson(made.body, body)) throw keyReused();
  return made;
};

/** Somebody who drafts the same name at the same moment takes the number: then there are no rows, and another round. */
const tryToInsert = async (database: Database, values: unknown[], round: number) => {
  try {
    return await database.query<TemplateVersion>({ name: "template_draft", text: draftText, values });
  } catch (error) {
    if (!isDuplicateIn(error, "template") || round === maxRounds) throw error;
    return { rows: [] };
  }
};

const approveText = `
with approved as (
  update template set status = 'approved', approved_by = $3, approved_at = $4
  where name = $1 and version = $2 and status = 'draft' returning *
), said as (
  insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
  select $5, $6, $7, $8, $9, $10, $11, $12 from approved
), remembered as (
  insert into audit (actor, action, subject, property_id, detail)
  select $3, 'template.approve', $8, property_id, jsonb_build_object('class', body ->> 'class') from approved
)
select ${columns} from approved`;

const approve = async (
  { database, source }: { database: Database; source: string },
  { name, version }: { name: string; version: number },
  cause: Cause,
): Promise<TemplateVersion> => {
  const template = await find(database, name, version);
  if (!template) throw templateNotFound();
  if (template.status === "approved") return template;
  const { rows: clock } = await database.query<{ now: Instant }>("select clock_timestamp() as now");
  const now = clock[0]?.now ?? "";
  const row = outboxRow(factOf(template, { now, by: cause.actor }), { source, aggSeq: 1, now, cause });
  const { rows } = await database.query<TemplateVersion>({
    name: "template_approve",
    text: approveText,
    values: [
      ...[name, version, cause.actor, now],
      ...[row.shard, row.eventId, row.topic, row.key, row.aggSeq, row.type, row.payload, row.headers],
    ],
  });
  return rows[0] ?? (await find(database, name, version)) ?? template;
};

const factOf = (
  { name, version, scope, body }: TemplateVersion,
  { now, by }: { now: Instant; by: string | null },
) => {
  const policyId = `pol_template_${name}`;
  return policyState.of({
    policyVersionId: `${policyId}@${version}`,
    policyId,
    kind: "template",
    scope,
    version,
    effectiveFrom: now,
    body,
    publishedBy: by,
    updatedAt: now,
  });
};
