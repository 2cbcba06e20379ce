import { setTimeout as delay } from "node:timers/promises";
import { runProcess } from "../src/service.ts";

// A process whose stop takes a while, for the test beside it.
const alive = setInterval(() => undefined, 1_000);
await runProcess("slow", () =>
  Promise.resolve({
    url: "",
    stop: async () => {
      process.stdout.write("stopping\n");
      await delay(200);
      clearInterval(alive);
      process.stdout.write("stopped\n");
    },
  }),
);
process.stdout.write("ready\n");
