import { preset } from "./src/vitest-preset.ts";

export default preset();
