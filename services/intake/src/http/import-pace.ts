import { setTimeout as delay } from "node:timers/promises";
import pLimit from "p-limit";

/** How much is done together. */
export type Portion = { readonly rows: number; readonly groups: number; readonly errors: number };

/** As fast as it goes while nobody else is there. */
const alone: Portion = { rows: 256, groups: 2, errors: 500 };
/** While people are served: so little together that nobody waits long for it. */
const besidePeople: Portion = { rows: 16, groups: 1, errors: 100 };

/** While people are served, files work a fifth of the time, however many they are. */
const restsPerWork = 4;
/** Work that took longer waited for something: it is not rested for. */
const longestWorkMs = 40;

/** How fast the files of a service are taken: one for all of them. */
export type ImportPace = {
  portion(): Portion;
  /** Does a portion. While people are served only one file does so at a time, and then all of them rest. */
  inTurn(work: () => Promise<void>): Promise<void>;
};

/** Lets files go as fast as they can, and step back while people are served. */
export const importPace = (isServing: () => boolean): ImportPace => {
  const oneAtATime = pLimit(1);
  const workAndRest = async (work: () => Promise<void>) => {
    const began = performance.now();
    await work();
    await delay(Math.min(performance.now() - began, longestWorkMs) * restsPerWork);
  };
  return {
    portion: () => (isServing() ? besidePeople : alone),
    inTurn: (work) => (isServing() ? oneAtATime(() => workAndRest(work)) : work()),
  };
};
