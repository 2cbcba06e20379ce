import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "@shouwen/cli/repository";
import type { Evidence, Verdict } from "./evidence.ts";
import type { LogRecord } from "./topic-log.ts";

type Rule = {
  ruleId: string;
  on: string;
  subject: "owner" | "handler" | "responsible";
  when: { outcomes?: string[]; targets?: string[]; late?: boolean };
};

/** The pack that ships, found by its path: nobody imports a service. */
const shippedRules = async (): Promise<readonly Rule[]> => {
  const file = join(root, "services", "scoring", "packs", "service-basics.ts");
  const { serviceBasics } = (await import(pathToFileURL(file).href)) as { serviceBasics: { rules: Rule[] } };
  return serviceBasics.rules;
};

const applies = ({ on, subject, when }: Rule, { type, data }: LogRecord): boolean => {
  if (type !== on || !data || data.mode === "history" || data[`${subject}Id`] === null) return false;
  const { outcome, target, lateMs } = data;
  return (
    (when.outcomes?.includes(String(outcome)) ?? true) &&
    (when.targets?.includes(String(target)) ?? true) &&
    (when.late === undefined || when.late === Number(lateMs) > 0)
  );
};

/** I4: each cause is scored once by each rule that applies to it, and nothing else is scored. */
export const everyCauseIsScoredOnce = async ({ log, query }: Evidence): Promise<Verdict> => {
  const rules = await shippedRules();
  const due = new Set(
    log.records.flatMap((record) =>
      rules.filter((rule) => applies(rule, record)).map(({ ruleId }) => `ent_${record.id}-${ruleId}`),
    ),
  );
  const rows = await query<{ id: string }>("select id from scoring.ledger_entry");
  const kept = new Set(rows.map(({ id }) => id));
  const posted = new Map<string, number>();
  for (const { type, data } of log.records)
    if (type === "ledger_entry.posted.v1" && data)
      posted.set(String(data.entryId), (posted.get(String(data.entryId)) ?? 0) + 1);
  return {
    lost: [...due.difference(kept)].map((id) => `${id} was not scored`),
    doubled: [
      ...[...kept.difference(due)].map((id) => `${id} was scored without a cause`),
      ...[...posted].filter(([, times]) => times > 1).map(([id, times]) => `${id} was posted ${times} times`),
    ],
  };
};
