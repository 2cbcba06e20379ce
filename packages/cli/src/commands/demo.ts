import { Command, InvalidArgumentError } from "commander";
import { examples } from "./examples.ts";

type DemoFlags = { seed: number; tickets: number; rate: number; soak?: number };

const positive = (text: string): number => {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
};

const whole = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError("Expected a whole number.");
};

const atLeastOne = (text: string): number => {
  const value = whole(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected 1 or more.");
};

/** `shouwen demo`: a crew that acts as customers and staff. */
export const demo = (): Command =>
  new Command("demo")
    .description("let a crew act as customers and staff, and see what becomes of it")
    .option("--seed <n>", "which customers and choices: the same number gives the same ones again", whole, 42)
    .option("--tickets <n>", "how many customers ask", atLeastOne, 500)
    .option("--rate <n>", "how many customers ask a second", positive, 4)
    .option("--soak <minutes>", "go on for so many minutes, instead of --tickets", positive)
    .addHelpText("after", examples("demo", "demo --tickets 50 --rate 2", "demo --soak 10"))
    .action(async ({ seed, tickets, rate, soak }: DemoFlags) => {
      const { runDemo } = await import("../demo/run-demo.ts");
      const count = soak === undefined ? tickets : Math.ceil(soak * 60 * rate);
      process.exitCode = await runDemo({ seed, tickets: count, ratePerSecond: rate });
    });
