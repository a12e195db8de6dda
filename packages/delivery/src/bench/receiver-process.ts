// The receiver of the benchmark, in a process of its own: answers 200 and counts. Tells its port, then its count when asked.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let count = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    count++;
    response.writeHead(200).end("ok");
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send?.({ count }));
