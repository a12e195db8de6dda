import type { proto } from "@whiskeysockets/baileys";
import { addressKey, lidJid } from "../address.ts";
import type { Connection } from "../connection-interface.ts";
import { iqFailure, iqResult } from "../iq.ts";
import type { IqRouter } from "../iq-router.ts";
import { KeyError } from "../keys/model.ts";
import type { ClientHello } from "../listener/handshake.ts";
import type { Account, Companion, DeviceAddress } from "../model.ts";
import { childOf, element, SERVER_JID, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { activate } from "./activation.ts";
import { farewell } from "./endings.ts";
import { readRegistration } from "./registration-payload.ts";
import { StanzaDispatch } from "./stanza-dispatch.ts";

/** A connection as the gateway takes it over. */
export interface AcceptedConnection extends Connection {
  onStanza: (stanza: Stanza) => void;
  onClose: () => void;
}

/** Receives clients after their handshake: registers new ones, logs known ones in, and hands on what they send. */
export class Gateway {
  readonly #world: World;
  readonly #dispatch: StanzaDispatch;

  constructor(world: World, router: IqRouter) {
    this.#world = world;
    this.#dispatch = new StanzaDispatch(world, router);
  }

  /** Takes a connection over. Call it before the connection begins to read. */
  accept(connection: AcceptedConnection, hello: ClientHello): void {
    const { devicePairingData } = hello.payload;
    if (devicePairingData === null || devicePairingData === undefined) this.#login(connection, hello);
    else this.#register(connection, hello.payload);
  }

  #register(connection: AcceptedConnection, payload: proto.IClientPayload): void {
    try {
      const registrant = readRegistration(payload);
      connection.onStanza = (stanza) => this.#receiveUnlinked(connection, stanza);
      connection.onClose = () => this.#world.pairing.left(connection);
      this.#world.pairing.begin(connection, registrant);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      this.#refuse(connection, 400, `registration refused: ${error.message}`);
    }
  }

  #login(connection: AcceptedConnection, hello: ClientHello): void {
    const { payload } = hello;
    const account = this.#world.directory.byPhone(String(payload.username ?? ""));
    const companion = account && this.#world.directory.companion(account, payload.device ?? 0);
    if (account === undefined || companion === undefined) {
      const who = `device ${payload.device ?? 0} of ${payload.username ?? "nobody"}`;
      this.#refuse(connection, 401, `login refused: there is no ${who}`);
      return;
    }
    if (!companion.noiseKey.equals(connection.clientKey)) {
      this.#refuse(connection, 401, "login refused: not the key that the device was linked with");
      return;
    }
    const refusal = this.#world.devices.refusal(account);
    if (refusal !== null) {
      this.#refuse(connection, refusal, `login refused: the account's logins fail with ${refusal}`);
      return;
    }
    this.#enter(connection, account, companion, hello);
  }

  #enter(connection: AcceptedConnection, account: Account, companion: Companion, hello: ClientHello): void {
    const { payload, routingInfo } = hello;
    const address: DeviceAddress = { account, device: companion.id };
    const previous = this.#world.hub.attach(address, connection);
    // The other connection's end is no end of the device's presence: this one goes on where it was.
    previous?.end(farewell("replaced"));
    connection.onStanza = (stanza) => this.#dispatch.receive(connection, address, stanza);
    connection.onClose = () => {
      if (this.#world.hub.detach(connection)) this.#world.presence.disconnected(address);
    };
    connection.send(
      element("success", {
        t: this.#world.clock.seconds(),
        lid: lidJid(account, companion.id),
        display_name: account.name,
        location: "atn",
        props: 27,
        abprops: 1,
      }),
    );
    if (routingInfo === null) connection.send(this.#edgeRouting(address));
    // A client that does not log in passively wants what waits for it without asking (assumed; Baileys always asks).
    if (payload.passive === false) activate(this.#world, connection, address);
  }

  /** A client with routing info comes back to the edge that it was on; here there is one edge, and the bytes say nothing. */
  #edgeRouting(address: DeviceAddress): Stanza {
    const routingInfo = this.#world.random.bytes(`routing info ${addressKey(address)}`, 8);
    return element("ib", { from: SERVER_JID }, [
      element("edge_routing", {}, [element("routing_info", {}, routingInfo)]),
    ]);
  }

  #receiveUnlinked(connection: Connection, stanza: Stanza): void {
    const { xmlns, type, id } = stanza.attrs;
    switch (stanza.tag) {
      case "iq":
        if (this.#world.pairing.receive(connection, stanza) || type === "result" || type === "error") return;
        if (xmlns === "w:p" && childOf(stanza)?.tag === "ping") {
          connection.send(iqResult(stanza, undefined));
          return;
        }
        this.#world.transcript.unknown(connection, stanza, "not linked yet");
        if (id !== undefined) connection.send(iqFailure(stanza, 401, "not-authorized"));
        return;
      // Baileys says its (still empty) name and its telemetry session right after pairing; it acks notifications.
      case "presence":
      case "ib":
      case "ack":
        return;
      default:
        this.#world.transcript.unknown(connection, stanza, "not linked yet");
    }
  }

  #refuse(connection: Connection, reason: number, note: string): void {
    this.#world.transcript.event("failed", connection, note);
    connection.end(farewell({ failure: reason }));
  }
}
