import { Command, InvalidArgumentError } from "commander";

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
    .option("--seed <n>", "the same seed makes the same choices", whole, 42)
    .option("--tickets <n>", "how many customers ask", atLeastOne, 500)
    .option("--rate <n>", "how many of them a second", positive, 4)
    .option("--soak <minutes>", "go on for so long, instead of --tickets", positive)
    .action(async ({ seed, tickets, rate, soak }: DemoFlags) => {
      const { runDemo } = await import("../demo/run-demo.ts");
      const count = soak === undefined ? tickets : Math.ceil(soak * 60 * rate);
      process.exitCode = await runDemo({ seed, tickets: count, ratePerSecond: rate });
    });
