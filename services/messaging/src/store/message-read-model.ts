import type { Person } from "@shouwen/service-kit/auth";
import { openPeople } from "@shouwen/service-kit/people";
import type { MessageFilter, SeenMessage, TemplateFilter } from "../domain/board.ts";
import type { Message } from "../domain/message.ts";
import type { TemplateBody, TemplateVersion } from "../domain/template.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";

/** What people may see of messages and texts: their own properties' and no others, whatever the query says. */
export type MessageReadModel = {
  find(person: Person, messageId: string): Promise<SeenMessage | undefined>;
  list(person: Person, filter: MessageFilter): Promise<readonly SeenMessage[]>;
  templates(person: Person, filter: TemplateFilter): Promise<readonly TemplateVersion[]>;
  close(): Promise<void>;
};

export const openMessageReadModel = (peopleUrl: string): MessageReadModel => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  return {
    find: async (person, messageId) => {
      const row = await people.read(person, (prisma) =>
        prisma.message.findUnique({ where: { id: messageId } }),
      );
      return row ? seen(row) : undefined;
    },
    list: async (person, filter) => {
      const rows = await people.read(person, (prisma) =>
        prisma.message.findMany({
          where: whereOf(filter),
          orderBy: [{ askedAt: "desc" }, { id: "desc" }],
          take: filter.limit,
        }),
      );
      return rows.map(seen);
    },
    templates: async (person, filter) => {
      const rows = await people.read(person, (prisma) =>
        prisma.template.findMany({
          where: templatesWhere(filter),
          orderBy: [{ name: "asc" }, { version: "desc" }],
          take: filter.limit,
        }),
      );
      return rows.map(templateOf);
    },
    close: people.close,
  };
};

const seen = (row: { state: unknown; version: bigint }): SeenMessage => ({
  message: row.state as Message,
  version: Number(row.version),
});

const named = (columns: object) =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));

const whereOf = ({ after, limit: _limit, ...columns }: MessageFilter): Prisma.MessageWhereInput => ({
  ...named(columns),
  ...(after ? { OR: [{ askedAt: { lt: after.at } }, { askedAt: after.at, id: { lt: after.id } }] } : {}),
});

const templatesWhere = ({ after, limit: _limit, ...columns }: TemplateFilter): Prisma.TemplateWhereInput => ({
  ...named(columns),
  ...(after
    ? { OR: [{ name: { gt: after.name } }, { name: after.name, version: { lt: after.version } }] }
    : {}),
});

const templateOf = (row: {
  name: string;
  version: number;
  scope: string;
  status: string;
  body: unknown;
  draftedBy: string;
  draftedAt: Date;
  approvedBy: string | null;
  approvedAt: Date | null;
}): TemplateVersion => ({
  name: row.name,
  version: row.version,
  scope: row.scope,
  status: row.status === "approved" ? "approved" : "draft",
  body: row.body as TemplateBody,
  draftedBy: row.draftedBy,
  draftedAt: row.draftedAt.toISOString(),
  approvedBy: row.approvedBy,
  approvedAt: row.approvedAt?.toISOString() ?? null,
});
