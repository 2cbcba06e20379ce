import type { Database } from "@shouwen/event-bus/database";

/** What somebody is answerable for later. `detail` holds no personal data. */
export type Audited = {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly propertyId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

export const openAudit =
  (database: Database) =>
  async ({ actor, action, subject, propertyId, detail }: Audited): Promise<void> => {
    await database.query({
      name: "audit",
      text: "insert into audit (actor, action, subject, property_id, detail) values ($1, $2, $3, $4, $5)",
      values: [actor, action, subject, propertyId, JSON.stringify(detail)],
    });
  };
