import { suite } from "../../vitest.shared.ts";

// One file waits for two minutes on a client's pings: the others go on beside it.
export default suite({ workers: 2 });
