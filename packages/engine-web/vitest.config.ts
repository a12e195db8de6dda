import { suite } from "../../vitest.shared.ts";

export default suite({ postgres: true });
