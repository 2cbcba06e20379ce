import type { Person } from "@shouwen/service-kit/auth";
import { openPeople } from "@shouwen/service-kit/people";
import type { Approval } from "../domain/approval/approval.ts";
import type { PendingRemedy, RemedyState } from "../domain/approval/remedy.ts";
import { PrismaClient } from "./generated/client.ts";

export type SeenApproval = { readonly approval: Approval; readonly version: number };

/** What people may see of approvals and remedies: those of their own properties. */
export type ApprovalReadModel = {
  find(person: Person, approvalId: string): Promise<SeenApproval | undefined>;
  remedies(person: Person, ticketId: string): Promise<readonly RemedyState[]>;
  /** What is to be given for a ticket once it is allowed. */
  pendingRemedies(person: Person, ticketId: string): Promise<readonly PendingRemedy[]>;
  close(): Promise<void>;
};

export const openApprovalReadModel = (peopleUrl: string): ApprovalReadModel => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  return {
    find: async (person, id) => {
      const row = await people.read(person, (prisma) => prisma.approval.findUnique({ where: { id } }));
      return row ? seen(row) : undefined;
    },
    remedies: async (person, ticketId) => {
      const rows = await people.read(person, (prisma) => prisma.remedy.findMany({ where: { ticketId } }));
      return rows.map(({ state }) => state as unknown as RemedyState);
    },
    pendingRemedies: async (person, ticketId) => {
      const rows = await people.read(person, (prisma) =>
        prisma.approval.findMany({ where: { ticketId, status: "open" } }),
      );
      return rows.flatMap((row) => pendingOf(seen(row).approval));
    },
    close: people.close,
  };
};

const pendingOf = ({ approvalId, remedy }: Approval): PendingRemedy[] =>
  remedy == null
    ? []
    : [
        {
          remedyId: remedy.remedyId,
          kind: remedy.kind,
          value: remedy.value,
          status: "awaits_approval" as const,
          approvalId,
        },
      ];

const seen = (row: { state: unknown; version: bigint }): SeenApproval => ({
  approval: row.state as Approval,
  version: Number(row.version),
});
