import type { Database } from "@shouwen/event-bus/database";

/** Which fields, and why: sealed with the customer's key, or masked where it must outlive that. Never their values. */
type Detail = { readonly fields?: readonly string[]; readonly reason?: string };

/** Somebody asked to see a customer's data, and did or was refused. */
type Audited = {
  readonly actor: string;
  readonly action: "profile.reveal" | "profile.reveal_refused";
  readonly profileId: string;
  readonly propertyId: string | null;
  readonly detail: Detail;
};

/** What stands there: besides reveals, the steps of an erasure, which `profileTable` writes as they are saved. */
type AuditEntry = {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: Detail;
};

/** Who did what with a customer's data. Insert only. */
export const openAudit = (database: Database) => ({
  write: async ({ actor, action, profileId, propertyId, detail }: Audited): Promise<void> => {
    await database.query({
      name: "audit_write",
      text: "insert into audit (actor, action, subject, property_id, detail) values ($1, $2, $3, $4, $5)",
      values: [actor, action, profileId, propertyId, JSON.stringify(detail)],
    });
  },
  /** An erasure stands there once, however often its second half is tried. */
  writeErasure: async (profileId: string, actor: string): Promise<void> => {
    await database.query(
      `insert into audit (actor, action, subject, detail) select $2, 'profile.erase', $1, '{}'
       where not exists (select from audit where subject = $1 and action = 'profile.erase')`,
      [profileId, actor],
    );
  },
  /** Newest first, older than `before`. */
  of: async (profileId: string, before: number | undefined, limit: number): Promise<AuditEntry[]> => {
    const { rows } = await database.query<AuditEntry>({
      name: "audit_of",
      text: `select seq, at, actor, action, detail from audit
             where subject = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
      values: [profileId, before ?? null, limit],
    });
    return rows;
  },
});

export type Audit = ReturnType<typeof openAudit>;
