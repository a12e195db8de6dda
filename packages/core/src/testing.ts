export { type ExampleExecutor, exampleExecutor, type RecordedCall } from "./testing/example-executor.ts";
