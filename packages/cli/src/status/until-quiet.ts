import { setTimeout as delay } from "node:timers/promises";
import type { Stack } from "../stack/stack-file.ts";
import { askReplicas, byService, isQuiet } from "./service-status.ts";

const ASK_AGAIN_MS = 500;
/** Events are on their way between a commit and its sending: quiet is believed when it was seen twice. */
const QUIET_LOOKS = 2;

/** Waits until everything that was said has been heard. False when it was not within the time. */
export const untilQuiet = async (stack: Pick<Stack, "replicas">, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    quiet = isQuiet(byService(await askReplicas(stack))) ? quiet + 1 : 0;
    if (quiet === QUIET_LOOKS) return true;
    if (performance.now() > deadline) return false;
    await delay(ASK_AGAIN_MS);
  }
  return true;
};
