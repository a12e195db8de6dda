import { until } from "../processes/conditions.ts";
import type { FixtureOptions } from "../support/fixture.ts";
import { startWebFixture } from "../support/web-fixture.ts";
import { startFileServer } from "./file-server.ts";
import { mp3, mp4, png } from "./samples.ts";
import type { World } from "./scenario.ts";

const shopPhone = "15550000001";
const strangerPhone = "15550000002";

/** A world that must be closed. */
export interface RunningWorld extends World {
  close(): Promise<void>;
}

/** Starts the server, pairs the instance `shop`, and lets people move in. */
export async function startWorld(options: FixtureOptions = {}): Promise<RunningWorld> {
  const started = new AsyncDisposableStack();
  try {
    const web = await startWebFixture(options);
    started.defer(() => web.close());
    const files = await startFileServer(
      { "/tone.mp3": { bytes: mp3, type: "audio/mpeg" }, "/film.mp4": { bytes: mp4, type: "video/mp4" } },
      (request, response) => {
        if (request.url?.startsWith("/picture.png")) response.writeHead(200, { "content-type": "image/png" }).end(png);
        else if (request.url?.startsWith("/tone.mp3")) {
          response.writeHead(200, { "content-type": "audio/mpeg" }).end(mp3);
        } else response.writeHead(404).end();
      },
    );
    started.defer(() => files.close());
    const { sandbox } = web;
    const shop = await web.pair("shop", shopPhone);
    const tablet = await web.connect(shopPhone, "shop");
    const stranger = await web.connect(strangerPhone, "Stranger");
    const ana = await sandbox.contact("15551000001", { name: "Ana" });
    const bia = await sandbox.contact("15551000002", { name: "Bia" });
    let people = 0;

    const stored: World["stored"] = (id, instance = shop.name) =>
      until(`message ${id} to be stored`, async () => {
        const { messages } = await web.call<{ messages: { records: Record<string, unknown>[] } }>("chat.findMessages", {
          instanceName: instance,
          where: { key: { id } },
        });
        return messages.records[0];
      });
    return {
      web,
      sandbox,
      shop,
      phone: sandbox.account(shopPhone),
      tablet,
      stranger,
      ana,
      bia,
      files,
      person() {
        people += 1;
        return sandbox.contact(`1556${String(people).padStart(7, "0")}`, { name: `Person ${people}` });
      },
      group(subject, by = shopPhone) {
        const members = [shopPhone, ana.phone, bia.phone].filter((phone) => phone !== by);
        return sandbox.createGroup(subject, { by, members });
      },
      async heard(from, text, to = shop.phone) {
        const { id } = await from.say(text, { to });
        await stored(id);
        return id;
      },
      async said(to, text, seenBy) {
        const sent = await web.call<{ key: { id: string } }>("message.sendText", {
          instanceName: shop.name,
          number: to,
          text,
        });
        await seenBy.received(({ id }) => id === sent.key.id);
        return sent.key.id;
      },
      stored,
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
