import { preset } from "@shouwen/test-kit/vitest-preset";

export default preset();
